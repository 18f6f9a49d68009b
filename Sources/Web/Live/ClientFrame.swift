package import Basics
package import Foundation

/// The frames a client may send (CONTRACT.md, live connection); the list is closed.
package enum ClientFrame: Sendable {
    case hello(token: String?)
    case messageSend(LiveSend)
    case subscribe([Topic])
    case unsubscribe([Topic])
    case resume([(topic: Topic, seq: Int)])
    case typing(ticketID: UUID, active: Bool, isPrivate: Bool)
    case read(ticketID: UUID, seq: Int)
    case presence(PresenceState)

    /// How many topics one frame may name.
    package static let topicLimit = 200
}

/// A message on its way in over a live connection.
package struct LiveSend: Sendable {
    /// `nil` for a visitor's first message: a ticket is opened.
    package let ticketID: UUID?
    package let clientID: String
    package let text: String
    package let isPrivate: Bool
    package let attachmentIDs: [UUID]

    package init(ticketID: UUID?, clientID: String, text: String, isPrivate: Bool, attachmentIDs: [UUID]) {
        self.ticketID = ticketID
        self.clientID = clientID
        self.text = text
        self.isPrivate = isPrivate
        self.attachmentIDs = attachmentIDs
    }
}

/// One frame read: its `ref`, and the frame or why it was refused.
package struct ReceivedFrame: Sendable {
    package let ref: String?
    package let frame: Result<ClientFrame, Problem>

    /// - Throws: `Problem.malformed` when the text is no JSON object with a `kind`: the connection is closed with 4400.
    package init(_ text: String) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        guard case .object = value, let kind = value["kind"]?.string else {
            throw Problem.malformed("A frame is a JSON object with a kind.")
        }
        let ref: String? =
            switch value["ref"] {
            case .string(let text) where text.utf8.count <= 100: text
            case nil, .null: nil
            default: throw Problem.malformed("The ref of a frame is a text of at most 100 bytes.")
            }
        self.ref = ref
        let data = value["data"] ?? .object([:])
        do {
            frame = .success(try ReceivedFrame.decode(kind, data))
        } catch let problem as Problem {
            frame = .failure(problem)
        }
    }

    private static func decode(_ kind: String, _ data: JSONValue) throws -> ClientFrame {
        guard case .object = data else { throw Problem.invalid("/data", "must be an object") }
        switch kind {
        case "hello":
            return .hello(token: try text(data, "token", max: 4096, required: false))
        case "message.send":
            return .messageSend(
                LiveSend(
                    ticketID: try optionalID(data, "ticket_id"),
                    clientID: try text(data, "client_id", max: 100, required: true) ?? "",
                    text: try text(data, "text", max: 50_000, required: false) ?? "",
                    isPrivate: try flag(data, "private") ?? false,
                    attachmentIDs: try ids(data, "attachments")))
        case "subscribe": return .subscribe(try topics(data))
        case "unsubscribe": return .unsubscribe(try topics(data))
        case "resume": return .resume(try positions(data))
        case "typing":
            return .typing(
                ticketID: try id(data, "ticket_id"), active: try flag(data, "active") ?? true,
                isPrivate: try flag(data, "private") ?? false)
        case "read":
            return .read(ticketID: try id(data, "ticket_id"), seq: try seq(data["seq"], "/data/seq"))
        case "presence":
            guard let state = data["state"]?.string.flatMap(PresenceState.init(rawValue:)), state != .offline else {
                throw Problem.invalid("/data/state", "must be online or away")
            }
            return .presence(state)
        default:
            throw Problem(
                "unknown-frame", "There is no such frame", status: 400,
                detail: "See the list of frames in /openapi.json.")
        }
    }

    private static func text(_ data: JSONValue, _ name: String, max: Int, required: Bool) throws -> String? {
        switch data[name] {
        case .string(let text) where text.utf8.count <= max && !(required && text.isEmpty): return text
        case .string(let text) where text.isEmpty: throw Problem.invalid("/data/\(name)", "is required")
        case .string: throw Problem.invalid("/data/\(name)", "may have at most \(max) bytes")
        case nil where required: throw Problem.invalid("/data/\(name)", "is required")
        case nil, .null: return nil
        default: throw Problem.invalid("/data/\(name)", "must be a text")
        }
    }

    private static func flag(_ data: JSONValue, _ name: String) throws -> Bool? {
        switch data[name] {
        case .bool(let value): return value
        case nil, .null: return nil
        default: throw Problem.invalid("/data/\(name)", "must be true or false")
        }
    }

    private static func optionalID(_ data: JSONValue, _ name: String) throws -> UUID? {
        switch data[name] {
        case .string(let text):
            guard let id = UUID(text: text) else {
                throw Problem.invalid("/data/\(name)", "must be a UUID")
            }
            return id
        case nil, .null: return nil
        default: throw Problem.invalid("/data/\(name)", "must be a UUID")
        }
    }

    private static func id(_ data: JSONValue, _ name: String) throws -> UUID {
        guard let id = try optionalID(data, name) else { throw Problem.invalid("/data/\(name)", "is required") }
        return id
    }

    private static func ids(_ data: JSONValue, _ name: String) throws -> [UUID] {
        switch data[name] {
        case nil, .null: return []
        case .array(let values) where values.count <= 20:
            return try values.map { value in
                guard let text = value.string, let id = UUID(text: text) else {
                    throw Problem.invalid("/data/\(name)", "must be a list of UUIDs")
                }
                return id
            }
        default: throw Problem.invalid("/data/\(name)", "must be a list of at most 20 UUIDs")
        }
    }

    private static func topics(_ data: JSONValue) throws -> [Topic] {
        guard let values = data["topics"]?.array, values.count <= ClientFrame.topicLimit else {
            throw Problem.invalid("/data/topics", "must be a list of at most \(ClientFrame.topicLimit) topics")
        }
        return try values.map { value in
            guard let topic = value.string.flatMap({ Topic($0) }) else {
                throw Problem.invalid("/data/topics", "must name topics such as inbox or ticket:UUID")
            }
            return topic
        }
    }

    private static func positions(_ data: JSONValue) throws -> [(topic: Topic, seq: Int)] {
        guard case .object(let fields) = data, fields.count <= ClientFrame.topicLimit else {
            throw Problem.invalid("/data", "may name at most \(ClientFrame.topicLimit) topics")
        }
        return try fields.sorted { $0.key < $1.key }.map { name, value in
            guard let topic = Topic(name) else {
                throw Problem.invalid("/data", "must name topics such as ticket:UUID")
            }
            return (topic, try seq(value, "/data/\(name)"))
        }
    }

    private static func seq(_ value: JSONValue?, _ pointer: String) throws -> Int {
        guard let number = value?.number, let seq = Int(exactly: number), seq >= 0 else {
            throw Problem.invalid(pointer, "must be a whole number of at least 0")
        }
        return seq
    }
}
