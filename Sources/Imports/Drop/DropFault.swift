/// Why a file of the drop folder is refused whole.
package enum DropFault: String, CaseIterable, Sendable {
    case name
    case symlink
    case special
    case empty
    case tooLarge = "too_large"
    case archive
    case binary
    case encoding
    case header
    case columns
    case stopped
    case gone

    /// What is wrong and what to do, for result files and logs.
    package var sentence: String {
        switch self {
        case .name: "The name must begin with customers, companies, products, orders or shipments and end in .csv."
        case .symlink: "It is a symbolic link. Put the file itself into the folder."
        case .special: "It is no regular file."
        case .empty: "It is empty."
        case .tooLarge: "It is larger than 100 MiB. Cut it into several files."
        case .archive: "It is an archive or a workbook. Save the sheet as CSV."
        case .binary: "It is no text: it holds zero bytes. Save it as CSV."
        case .encoding: "Some of its characters cannot be read. Save it as UTF-8 or GB 18030."
        case .header: "It has no header line that can be read."
        case .columns:
            "A column that is needed has no heading we know. Import one such file by hand in Settings → Import: "
                + "its columns are remembered."
        case .stopped: "Somebody stopped the import."
        case .gone: "The file was lost while it was read. Put it into the folder again."
        }
    }

    /// The same for mails in Chinese.
    package var chineseSentence: String {
        switch self {
        case .name: "文件名须以 customers、products、orders 或 shipments 开头，以 .csv 结尾。"
        case .symlink: "这是符号链接，请放入文件本身。"
        case .special: "这不是普通文件。"
        case .empty: "文件是空的。"
        case .tooLarge: "文件大于 100 MiB，请拆分成几个文件。"
        case .archive: "这是压缩包或工作簿，请将工作表另存为 CSV。"
        case .binary: "这不是文本：含有零字节。请另存为 CSV。"
        case .encoding: "部分字符无法识别，请另存为 UTF-8 或 GB 18030。"
        case .header: "没有可识别的标题行。"
        case .columns: "缺少必需列的标题。请先在“设置 → 导入”中手动导入一个同样的文件，系统会记住各列的对应关系。"
        case .stopped: "导入被人停止了。"
        case .gone: "读取时文件丢失，请重新放入。"
        }
    }
}
