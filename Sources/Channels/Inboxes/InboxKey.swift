package import Basics

/// Makes the public keys of inboxes: short enough to read out, without letters and digits that look alike.
package enum InboxKey {
    private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")

    /// A key of 8 characters, about 40 bits: unique is what it must be, secret it is not.
    package static func make(_ random: Randomness) -> String {
        var key = ""
        while key.count < 8 {
            // 248 = 8 × 31: higher bytes would make the first letters likelier.
            for byte in random.bytes(16) where byte < 248 && key.count < 8 {
                key.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return key
    }
}
