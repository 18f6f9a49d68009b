import Basics
import Channels
import Foundation
import Testing
import Web

/// Makes tokens as a shop's server does, and as a forger would.
enum Shop {
    static let now = Date(timeIntervalSince1970: 1_795_430_400)

    static func token(
        _ claims: String, header: String = #"{"alg":"HS256","typ":"JWT"}"#, secret: String
    ) -> String {
        let signed = Array(header.utf8).base64URL + "." + Array(claims.utf8).base64URL
        return signed + "." + Digest.hmacSHA256(key: Array(secret.utf8), message: Array(signed.utf8)).base64URL
    }

    static func claims(_ subject: String = "42", expiresIn seconds: Int = 3600, email: String? = nil) -> String {
        let expires = Int(now.timeIntervalSince1970) + seconds
        return #"{"sub":"\#(subject)","exp":\#(expires)"# + (email.map { #","email":"\#($0)""# } ?? "") + "}"
    }
}

@Suite("Signed identity")
struct IdentityTokenTests {
    private static let secret = "ids_secret"

    private static func refused(_ text: String) -> Bool {
        do {
            _ = try IdentityToken(text, secret: Array(secret.utf8), now: Shop.now)
            return false
        } catch let problem as Problem {
            return problem.kind == "identity-invalid" && problem.status == 401
        } catch {
            return false
        }
    }

    @Test("a token signed with the inbox's secret names the person")
    func good() throws {
        let token = try IdentityToken(
            Shop.token(Shop.claims(email: "mei@example.com"), secret: Self.secret), secret: Array(Self.secret.utf8),
            now: Shop.now)
        #expect(token.subject == "42")
        #expect(token.email == "mei@example.com")
    }

    @Test("forged, unsigned, expired, far-future and malformed tokens are refused alike")
    func bad() {
        let good = Shop.token(Shop.claims(), secret: Self.secret)
        let unsigned = Array(#"{"alg":"none"}"#.utf8).base64URL + "." + Array(Shop.claims().utf8).base64URL + "."
        let corpus = [
            Shop.token(Shop.claims(), secret: "another"), unsigned,
            Shop.token(Shop.claims(), header: #"{"alg":"none"}"#, secret: Self.secret),
            Shop.token(Shop.claims(), header: #"{"alg":"HS512"}"#, secret: Self.secret),
            Shop.token(Shop.claims(), header: #"{"alg":"HS256","crit":["x"]}"#, secret: Self.secret),
            Shop.token(Shop.claims(expiresIn: 0), secret: Self.secret),
            Shop.token(Shop.claims(expiresIn: 90_000), secret: Self.secret),
            Shop.token(#"{"sub":"42"}"#, secret: Self.secret),
            Shop.token(Shop.claims(""), secret: Self.secret),
            String(good.dropLast(4)), good + "x.y", "", "a.b.c", "..",
        ]
        for text in corpus { #expect(Self.refused(text), "\(text)") }
        #expect(!Self.refused(good))
    }
}
