import Basics
package import EventLoop
package import Gateway
import Postgres
package import Web

/// Says which visitor a request (header `X-Visitor-Token`) or a live connection (token in `hello`) speaks for.
///
/// It is to be asked before the staff's authenticator: an agent who tries the widget in their own browser sends both.
@Loop package final class VisitorAuthenticator: Authenticator {
    private let context: AppContext

    init(context: AppContext) {
        self.context = context
    }

    package func principal(for head: HTTPHead) async throws -> Principal? {
        guard let text = head.headers["x-visitor-token"], !text.isEmpty else { return nil }
        guard let principal = try await principal(token: text) else { throw Problem.signInRequired }
        return principal
    }

    /// - Throws: `Problem.signInRequired` when the token has the shape of a visitor's and is none that is good.
    package func principal(token text: String) async throws -> Principal? {
        guard let token = VisitorToken(text) else { return nil }
        let visitor = try await VisitorStore(context.database.connection).visitor(
            tokenHash: token.hash, now: context.clock.now)
        guard let visitor else { throw Problem.signInRequired }
        return visitor.principal
    }
}
