import Access
import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// A page opens the widget: finds who it is and which conversation they go on with.
@Loop struct VisitorArrival {
    let context: AppContext
    let people: any VisitorPeople
    let desk: any VisitorDesk

    struct Welcome {
        let token: String
        let visitor: Visitor
    }

    /// Continues the conversation of the token, or begins one.
    ///
    /// - Throws: `Problem` of kind `identity-invalid`, `Problem.signInRequired` for a token that is not good.
    func welcome(_ input: WidgetSessionInput, to inbox: Inbox, _ request: Request) async throws -> Welcome {
        let arrival = VisitorStore.Arrival(
            locale: Words.closest(to: input.locale ?? request.head.headers["accept-language"]),
            pageURL: String((input.pageURL ?? "").prefix(2000)),
            userAgent: String((request.head.headers["user-agent"] ?? "").prefix(500)))
        let sent = input.visitorToken.flatMap { $0.isEmpty ? nil : $0 }
        let identity = try await identity(input.identity, inbox)
        return try await context.database.transaction { connection in
            let store = VisitorStore(connection)
            let now = context.clock.now
            var known: Visitor?
            if let sent {
                if let token = VisitorToken(sent) {
                    known = try await store.lockedVisitor(tokenHash: token.hash, inboxID: inbox.id, now: now)
                }
                // With a good identity the person is known anyway; without one the page has to start over knowingly.
                if known == nil, identity == nil { throw Problem.signInRequired }
            }
            if let identity {
                return try await identified(identity, known, sent, inbox, arrival, request, connection)
            }
            if let known, let sent {
                try await store.seen(known.id, arrival, at: now)
                return Welcome(token: sent, visitor: known)
            }
            return try await begin(inbox, customerID: nil, name: "", arrival, connection)
        }
    }

    private func identity(_ text: String?, _ inbox: Inbox) async throws -> IdentityToken? {
        guard let text, !text.isEmpty else { return nil }
        guard let sealed = try await InboxStore(context.database.connection).identitySecret(inbox.id),
            let secret = context.secrets.open(sealed: sealed)
        else { throw Problem.identityInvalid }
        return try IdentityToken(text, secret: secret, now: context.clock.now)
    }

    private func identified(
        _ identity: IdentityToken, _ known: Visitor?, _ sent: String?, _ inbox: Inbox,
        _ arrival: VisitorStore.Arrival, _ request: Request, _ connection: Connection
    ) async throws -> Welcome {
        let store = VisitorStore(connection)
        let customerID = try await people.identified(
            externalID: identity.subject, email: identity.email, name: identity.name, locale: arrival.locale,
            in: connection)
        guard let known, let sent, !known.verified || known.customerID == customerID else {
            // Somebody else was here before on this device: their conversation is not touched.
            return try await begin(inbox, customerID: customerID, name: identity.name ?? "", arrival, connection)
        }
        try await store.seen(known.id, arrival, at: context.clock.now)
        guard !known.verified else { return Welcome(token: sent, visitor: known) }
        let token = VisitorToken(context.random)
        try await store.identify(
            known.id, as: customerID, name: identity.name.map { String($0.prefix(200)) }, tokenHash: token.hash,
            at: context.clock.now)
        if known.customerID != customerID {
            try await desk.identified(visitor: known.id.uuid, from: known.customerID, to: customerID, in: connection)
        }
        var changes = AuditChanges()
        changes.note("customer_id", known.customerID?.uuidString.lowercased(), customerID.uuidString.lowercased())
        try await AuditStore(connection, clock: context.clock).record(
            AuditEntry(
                actor: AuditActor(kind: .customer, id: customerID, name: identity.name ?? ""),
                action: "visitor.identified", subjectKind: "visitor", subjectID: known.id.uuid, changes: changes.changes
            ),
            remoteAddress: request.head.remoteAddress)
        guard let visitor = try await store.visitor(known.id) else { throw Problem.signInRequired }
        return Welcome(token: token.text, visitor: visitor)
    }

    private func begin(
        _ inbox: Inbox, customerID: UUID?, name: String, _ arrival: VisitorStore.Arrival, _ connection: Connection
    ) async throws -> Welcome {
        let store = VisitorStore(connection)
        let now = context.clock.now
        let token = VisitorToken(context.random)
        let id = ID<Visitor>.make(at: now, random: context.random)
        try await store.insert(
            id, inboxID: inbox.id, tokenHash: token.hash, customerID: customerID, name: String(name.prefix(200)),
            arrival,
            at: now)
        guard let visitor = try await store.visitor(id) else { throw Problem.internalFault }
        return Welcome(token: token.text, visitor: visitor)
    }
}
