import Basics
package import EventLoop
import Foundation
import Gateway
package import Web

/// Pictures in mails that lie elsewhere: fetched by us when somebody wants to see them, so that the sender learns no
/// reader's address.
///
/// Only addresses we signed are fetched, so that this is no way for strangers to make us ask anybody.
@Loop package struct MailPictures {
    nonisolated static let limitBytes = 5 << 20
    nonisolated private static let seconds = 15

    private let context: AppContext
    private let network: MailNetwork
    private let threads: MailThreads
    private let fetch: Fetch

    /// Fetches a picture; blocks.
    typealias Fetch = @Sendable (MailPictureAddress, MailNetwork) throws -> (status: Int, body: [UInt8])

    init(context: AppContext, network: MailNetwork, threads: MailThreads, fetch: @escaping Fetch = MailPictures.fetch) {
        self.context = context
        self.network = network
        self.threads = threads
        self.fetch = fetch
    }

    /// The address on our side by which a picture is shown; `nil` for what is never fetched.
    nonisolated package static func link(_ url: String, secrets: MasterKey) -> String? {
        guard let address = MailPictureAddress(url) else { return nil }
        let signature = secrets.signature("mail.picture", address.text).base64URL
        return "/api/v1/mail/pictures?url=\(CurlRequest.escaped(address.text))&signature=\(signature)"
    }

    var routes: [Route] {
        [
            .get(
                "/mail/pictures", "A picture of a mail that lies elsewhere", .anyone,
                query: [
                    QueryParameter("url", "Where the picture lies."),
                    QueryParameter("signature", "Ours over the address."),
                ], handler: show)
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        guard let url = request.query("url"), let address = MailPictureAddress(url),
            let sent = request.query("signature").flatMap({ [UInt8](base64URL: $0) }),
            Digest.equal(sent, context.secrets.signature("mail.picture", address.text))
        else { throw Problem.notFound("picture") }
        let (network, fetch) = (network, fetch)
        let answer: (status: Int, body: [UInt8])
        do {
            answer = try await threads.run { try fetch(address, network) }
        } catch is MailFault {
            throw Problem.notFound("picture")
        }
        guard answer.status == 200, let picture = ImageFormat.picture(answer.body) else {
            throw Problem.notFound("picture")
        }
        return Response(
            status: 200,
            headers: [
                ("Content-Type", picture.format.rawValue), ("Cache-Control", "private, max-age=86400"),
                ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "sandbox; default-src 'none'"),
                ("Cross-Origin-Resource-Policy", "cross-origin"),
            ], body: .bytes(answer.body))
    }

    /// Asks the host where it was looked up and nowhere else: a second look-up might lead inside.
    nonisolated private static func fetch(_ address: MailPictureAddress, _ network: MailNetwork) throws -> (
        status: Int, body: [UInt8]
    ) {
        guard let place = address.publicAddresses().first else {
            throw MailFault(.hostUnknown, "\(address.host) is not in the public internet.")
        }
        return try CurlRequest(address.text, limitBytes: limitBytes).perform(
            pinned: "\(address.host):\(address.port):\(place)", seconds: seconds, network)
    }
}
