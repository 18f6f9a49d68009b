import Channels
import Testing

@Suite("Names of files")
struct AttachmentNameTests {
    @Test(
        "no name is a path, hidden, invisible or longer than 200 bytes",
        arguments: [
            ("../../etc/passwd", "passwd"), ("..\\..\\x.exe", "x.exe"), ("\u{200B}.htaccess", "htaccess"),
            (".htaccess", "htaccess"), ("invoice\u{202E}fdp.exe", "invoicefdp.exe"),
            ("a\r\nSet-Cookie: x=1", "aSet-Cookie: x=1"),
            ("", "file"), ("...", "file"), ("发票 2026.pdf", "发票 2026.pdf"), ("a\u{0}b.png", "ab.png"), ("x/", "x"),
        ])
    func corpus(claimed: String, kept: String) {
        #expect(AttachmentName.clean(claimed) == kept)
    }

    @Test("a long name keeps its ending")
    func long() {
        let name = AttachmentName.clean(String(repeating: "长", count: 100) + ".pdf")
        #expect(name.utf8.count <= 200)
        #expect(name.hasSuffix("长.pdf"))
    }

    @Test("only real pictures are pictures")
    func pictures() {
        let png: [UInt8] = [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 2, 0, 0, 0, 3,
        ]
        #expect(ImageFormat.picture(png) == .init(format: .png, width: 2, height: 3))
        #expect(ImageFormat.picture(Array("GIF89a".utf8) + [4, 0, 5, 0])?.width == 4)
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 11, 8, 0, 7, 0, 9, 1, 0, 0, 0]
        #expect(ImageFormat.picture(jpeg) == .init(format: .jpeg, width: 9, height: 7))
        #expect(ImageFormat.picture(Array("<svg xmlns='http://www.w3.org/2000/svg'>".utf8)) == nil)
        #expect(ImageFormat.picture(Array("<html><script>".utf8)) == nil)
        #expect(ImageFormat.picture(Array(png.prefix(20))) == nil)
    }
}
