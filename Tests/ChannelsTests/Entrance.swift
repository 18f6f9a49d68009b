import Basics
import Channels
import Customers
import EventLoop
import Foundation
import Gateway
import Postgres
import TestSupport
import Testing
import Web

extension CustomerDirectory: VisitorPeople {}

/// A company's entrances with their own database and data directory; the ticketing side only notes what it is told.
@Loop final class Entrance {
    /// Remembers what the entrances hand on.
    @Loop final class Notebook: VisitorDesk {
        var inbound: [InboundMessage] = []
        var moved: [(visitor: UUID, from: UUID?, to: UUID)] = []

        func currentTicket(of visitor: Principal.VisitorReach, limit: Int) async throws -> VisitorTicket? { nil }
        func messages(of visitor: Principal.VisitorReach, afterSeq seq: Int, limit: Int) async throws -> [UInt8] {
            Array("[]".utf8)
        }
        func send(_ message: LiveSend, by principal: Principal) async throws -> LiveSent {
            LiveSent(ticketID: UUID(), message: Array("{}".utf8))
        }
        func identified(visitor: UUID, from: UUID?, to: UUID, in connection: Connection) async throws {
            moved.append((visitor, from, to))
        }
    }

    let database: Database
    let context: AppContext
    let notebook = Notebook()
    let channels: ChannelsModule
    let client: RouteClient
    var readable: Set<UUID> = []

    static func open(_ body: @Loop (Entrance) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh()
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("entrance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(Entrance(database, directory.path))) } catch {
            outcome = .failure(error)
        }
        await database.stop()
        try FileManager.default.removeItem(at: directory)
        try outcome.get()
    }

    private init(_ database: Database, _ directory: String) throws {
        self.database = database
        let secrets = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        context = AppContext(
            database: database, clock: WallClock { Shop.now }, dataDirectory: directory, webRoot: "/nonexistent",
            publicURL: "http://127.0.0.1:8080", secrets: secrets)
        let notebook = notebook
        let box = Box()
        channels = ChannelsModule(
            context: context, hub: LiveHub(clock: context.clock, epoch: "test", bus: nil),
            receive: { message in
                notebook.inbound.append(message)
                let ids = try await Entrance.ticket(database, message.inboxID)
                return InboundReceipt(
                    ticketID: ids.ticket, ticketNumber: 1001, customerID: ids.customer, messageJSON: [], seq: 1)
            }, visitorDesk: notebook, people: CustomerDirectory(context: context), pendingSurvey: { _ in nil },
            mayReadTicket: { ticket, principal in principal.isStaff && box.entrance?.readable.contains(ticket) == true }
        )
        client = RouteClient(
            channels.routes,
            as: Principal(kind: .user, id: UUID(), name: "Mei", permissions: Set(Permission.allCases)))
        box.entrance = self
    }

    @Loop private final class Box: Sendable {
        weak var entrance: Entrance?
    }

    static func ticket(_ database: Database, _ inbox: UUID) async throws -> (ticket: UUID, customer: UUID) {
        let ids = (ticket: UUID(), customer: UUID())
        try await database.connection.execute("INSERT INTO customers (id) VALUES (\(ids.customer))")
        try await database.connection.execute(
            """
            INSERT INTO tickets (id, channel, inbox_id, customer_id)
            VALUES (\(ids.ticket), 'form', \(inbox), \(ids.customer))
            """)
        return ids
    }

    func inbox(_ json: String) async throws -> (id: String, key: String) {
        let answer = await client.call("POST", "/inboxes", json: json)
        #expect(answer.status == 201)
        return (try #require(answer.json["id"]?.string), try #require(answer.json["key"]?.string))
    }

    /// Asks as the visitor of a token.
    func asVisitor(_ token: String) async throws -> Principal {
        try #require(try await channels.authenticator.principal(token: token))
    }
}
