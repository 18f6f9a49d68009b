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
        case .name: "The name must begin with customers, products, orders or shipments and end in .csv."
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
}
