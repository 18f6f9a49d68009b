import Foundation

/// The things the examples of wire types speak of.
enum Examples {
    static let pipeline = id(0x01)
    static let stage = id(0x02)
    static let opportunity = id(0x03)
    static let customer = id(0x04)
    static let user = id(0x05)
    static let ticket = id(0x06)
    static let reason = id(0x07)
    static let activity = id(0x08)
    static let taxRate = id(0x09)
    static let instant = Date(timeIntervalSince1970: 1_795_430_400)

    private static func id(_ last: UInt8) -> UUID {
        UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 1, last))
    }
}
