package import EventLoop
package import Gateway

/// Who a request or a live connection speaks for.
///
/// Access answers for staff and API keys, Channels for visitors.
@Loop package protocol Authenticator: AnyObject {
    /// The principal a request's cookie or headers prove, or `nil` when they name none of this authenticator's.
    ///
    /// - Throws: `Problem.signInRequired` when a credential is there but no longer good.
    func principal(for head: HTTPHead) async throws -> Principal?
    /// The principal a live connection's first frame proves by its token, or `nil` when it is not one of ours.
    func principal(token: String) async throws -> Principal?
}
