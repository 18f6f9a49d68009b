import Access
import Basics
import Testing

@Suite("Encrypting what is pushed")
struct PushEncryptionTests {
    @Test("the example of RFC 8291, appendix A, comes out byte for byte")
    func example() throws {
        func bytes(_ text: String) throws -> [UInt8] { try #require([UInt8](base64URL: text)) }
        let sender = P256Key(
            publicKey: try bytes(
                "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"),
            privateKey: try bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
        let sealed = PushEncryption.seal(
            Array("When I grow up, I want to be a watermelon".utf8),
            browserKey: try bytes(
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            secret: try bytes("BTBZMqHH6r4Tts7J_aSIgg"), sender: sender, salt: try bytes("DGv6ra1nlYgDCS1FRnbzlw"))
        #expect(
            sealed?.base64URL
                == "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
                + "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")
    }

    @Test("every made key is a point on the curve, and what is none is refused")
    func points() throws {
        let key = try P256Key.make()
        #expect(P256Key.isPublicKey(key.publicKey))
        #expect(try P256Key.make() != key)
        var off = key.publicKey
        off[64] ^= 1
        #expect(!P256Key.isPublicKey(off))
        #expect(!P256Key.isPublicKey([UInt8](repeating: 0, count: 65)))
        #expect(
            PushEncryption.seal([1], browserKey: off, secret: [], sender: key, salt: [UInt8](repeating: 0, count: 16))
                == nil)
    }

    @Test("more than a push service takes is not sent")
    func tooLong() throws {
        let key = try P256Key.make()
        let salt = [UInt8](repeating: 0, count: 16)
        func sealed(_ count: Int) -> [UInt8]? {
            PushEncryption.seal(
                [UInt8](repeating: 65, count: count), browserKey: key.publicKey, secret: salt, sender: key, salt: salt)
        }
        #expect(sealed(PushEncryption.longestBytes)?.count == 86 + PushEncryption.longestBytes + 17)
        #expect(sealed(PushEncryption.longestBytes + 1) == nil)
    }
}
