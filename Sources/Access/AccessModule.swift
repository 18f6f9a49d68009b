import Basics
package import EventLoop
import Foundation
package import Jobs
import Postgres
package import Web

/// Who may do what: staff, teams, sessions, invitations, API keys, the company's profile and the audit log.
@Loop package final class AccessModule: Module {
    package let name = "access"
    /// Says who a cookie or an API key speaks for.
    package let authenticator: StaffAuthenticator
    /// The threads that hash passwords.
    package let passwords: PasswordWorker

    /// Tells people's browsers of news.
    package let push: Push

    private let context: AppContext
    private let hub: LiveHub
    private let version: String

    /// - Parameters:
    ///   - version: Deskbell's version, shown on the first page.
    ///   - pushesToLoopback: A test's push service may live on this machine.
    ///   - passwords: How passwords are hashed; a test takes cheaper parameters.
    package init(
        context: AppContext, hub: LiveHub, version: String = "1", passwords: PasswordWorker? = nil,
        pushesToLoopback: Bool = false
    ) {
        self.context = context
        self.hub = hub
        self.version = version
        push = Push(context: context, hub: hub, allowsLoopback: pushesToLoopback)
        self.passwords = passwords ?? PasswordWorker()
        authenticator = StaffAuthenticator(database: context.database, clock: context.clock)
        hub.onClose { [weak authenticator] ids in authenticator?.forget(ids) }
    }

    package var routes: [Route] {
        SetupRoutes(context: context, version: version, firstOwner: firstOwner, signIn: signIn).routes
            + SessionRoutes(context: context, hub: hub, signIn: signIn, passwords: passwords).routes
            + InvitationRoutes(context: context, hub: hub, signIn: signIn, passwords: passwords).routes
            + UserRoutes(context: context, hub: hub, passwords: passwords).routes
            + TeamRoutes(context: context, hub: hub).routes
            + ApiKeyRoutes(context: context, hub: hub).routes
            + CompanyRoutes(context: context).routes
            + AuditRoutes(context: context).routes
            + PushRoutes(context: context, push: push).routes
    }

    package func registerJobs(_ queue: JobQueue) {
        sessionJobs.register(queue)
        auditJobs.register(queue)
        push.register(queue)
    }

    /// What ends sessions by time.
    package var sessionJobs: SessionJobs { SessionJobs(context: context, hub: hub) }
    /// What seals the audit log.
    package var auditJobs: AuditJobs { AuditJobs(context: context) }

    private var signIn: SignIn {
        SignIn(database: context.database, clock: context.clock, random: context.random, passwords: passwords)
    }

    private var firstOwner: FirstOwner {
        FirstOwner(
            database: context.database, clock: context.clock, random: context.random, passwords: passwords,
            isDemo: context.isDemo)
    }
}
