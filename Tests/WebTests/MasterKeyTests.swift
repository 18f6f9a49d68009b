import Foundation
import Testing
import Web

@Suite("Master key")
struct MasterKeyTests {
    private let path = NSTemporaryDirectory() + "deskbell-key-\(UUID().uuidString)"

    @Test("a missing key file is made once, readable by its owner only, and found again")
    func made() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let sealed = try MasterKey.load(path: path).seal(Array("secret".utf8))
        #expect(try MasterKey.load(path: path).open(sealed: sealed) == Array("secret".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("a sealed secret that was touched does not open")
    func touched() throws {
        let key = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        var sealed = key.seal([1, 2, 3])
        sealed[sealed.count - 1] ^= 1
        #expect(key.open(sealed: sealed) == nil)
        #expect(key.open(sealed: []) == nil)
    }

    @Test("a key file with something else in it is refused with advice")
    func wrongContent() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "not a key".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: MasterKeyFault.self) { try MasterKey.load(path: path) }
    }

    @Test("SHA-256 and HMAC-SHA256 agree with the published vectors")
    func vectors() {
        // FIPS 180-2 appendix B.1; RFC 4231 test case 2.
        #expect(
            Digest.sha256("abc").map { String(format: "%02x", $0) }.joined()
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Digest.hmacSHA256(key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8))
                .map { String(format: "%02x", $0) }.joined()
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }
}
