import Basics
package import Foundation
import Web

/// Who the shop says its visitor is: a JSON Web Token signed with the inbox's secret.
///
/// Source: RFC 7519 and RFC 7515, narrowed as RFC 8725 advises: HS256 is the one algorithm, `exp` is required and at
/// most 24 hours ahead, nothing in the header chooses a key.
package struct IdentityToken: Sendable, Equatable {
    package let subject: String
    package let email: String?
    package let name: String?

    static let longestSeconds = 86_400.0
    /// How far the shop's clock may be off.
    static let toleranceSeconds = 60.0

    private struct Header: Decodable {
        let alg: String
        let crit: [String]?
    }

    private struct Claims: Decodable {
        let sub: String
        let email: String?
        let name: String?
        let iat: Double?
        let nbf: Double?
        let exp: Double
    }

    /// - Throws: `Problem` of kind `identity-invalid`, whatever is wrong: a forger learns nothing from the difference.
    package init(_ text: String, secret: [UInt8], now: Date) throws {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 4096, parts.count == 3, !secret.isEmpty,
            let signature = [UInt8](base64URL: parts[2]),
            Digest.equal(
                signature, Digest.hmacSHA256(key: secret, message: Array("\(parts[0]).\(parts[1])".utf8))),
            let header: Header = Self.decoded(parts[0]), header.alg == "HS256", header.crit == nil,
            let claims: Claims = Self.decoded(parts[1])
        else { throw Problem.identityInvalid }
        let seconds = now.timeIntervalSince1970
        let ahead = claims.exp - seconds
        guard ahead > 0, ahead <= Self.longestSeconds + Self.toleranceSeconds,
            claims.iat ?? 0 <= seconds + Self.toleranceSeconds, claims.nbf ?? 0 <= seconds + Self.toleranceSeconds,
            !claims.sub.isEmpty, claims.sub.utf8.count <= 255
        else { throw Problem.identityInvalid }
        subject = claims.sub
        email = claims.email
        name = claims.name
    }

    private static func decoded<Part: Decodable>(_ text: Substring) -> Part? {
        guard let bytes = [UInt8](base64URL: text), (try? JSONDepth.check(bytes)) != nil else { return nil }
        return try? JSONDecoder().decode(Part.self, from: Data(bytes))
    }
}

extension Problem {
    static let identityInvalid = Problem(
        "identity-invalid", "The signed identity is not valid", status: 401,
        detail: "It must be a JWT signed with this inbox's secret by HS256, with sub and an exp at most 24 hours ahead."
    )
}
