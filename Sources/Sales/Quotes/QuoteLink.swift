package import Basics
import Foundation
package import Web

/// The secret address of a quote's page.
///
/// The token is signed with the company's key and only its hash is stored, so the console can show the link again while
/// nobody finds it in a copy of the database.
package struct QuoteLink {
    let token: String
    private let publicURL: String

    package init(_ id: ID<Quote>, _ context: AppContext) {
        token = Array(context.secrets.signature("quote link", id.description).prefix(18)).base64URL
        publicURL = context.publicURL
    }

    /// What is stored of it.
    package var hash: [UInt8] { Digest.sha256(token) }
    var url: String { "\(publicURL)/quotes/\(token)" }
}
