package import Basics
import Customers
package import Foundation
import Postgres
import Web

/// A named filter over tickets or customers, of one person or shared with all.
package struct SavedView: WireType, JSONWritable {
    package enum Subject: String, CaseIterable, Sendable, Decodable, JSONWritable, SQLText {
        case ticket
        case customer
    }

    package let id: ID<SavedView>
    package let name: String
    /// What it lists.
    package let subject: Subject
    package let ownerID: UUID
    package let isShared: Bool
    /// The same keys and values as the query of the list.
    package let parameters: [String: String]
    package let position: Int
    package let version: Int

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("subject", subject)
            json.field("owner_id", ID<SavedView>(ownerID))
            json.field("shared", isShared)
            json.object("filters") { json in
                for (key, value) in parameters.sorted(by: { $0.key < $1.key }) { json.field(key, value) }
            }
            json.field("position", position)
            json.field("version", version)
        }
    }

    package static let example = SavedView(
        id: ID(ExampleIDs.other), name: "Urgent parcels", subject: .ticket, ownerID: ExampleIDs.user, isShared: true,
        parameters: ["status": "open", "tag": "parcel", "priority": "urgent"], position: 1, version: 1)
}

/// What making or changing a view takes.
package struct SavedViewInput: Decodable, WireType {
    let name: String?
    /// Said when the view is made; tickets without it.
    let subject: SavedView.Subject?
    let shared: Bool?
    let filters: [String: JSONValue]?
    let position: Int?

    package static let example = SavedViewInput(
        name: "Urgent parcels", subject: .ticket, shared: true,
        filters: ["status": .string("open"), "tag": .string("parcel"), "priority": .string("urgent")], position: 1)

    /// The view with what was sent laid over `current`.
    ///
    /// - Throws: `Problem.invalid` naming every field at fault, filters that no list has included.
    func applied(to current: SavedView?, id: ID<SavedView>, owner: UUID) throws -> SavedView {
        var fields = Fields()
        let name = fields.text(name ?? current?.name ?? "", "/name", max: 80)
        let subject = current?.subject ?? subject ?? .ticket
        let parameters = try filters.map { try Self.parameters($0, of: subject) } ?? current?.parameters ?? [:]
        try fields.throwIfAny()
        return SavedView(
            id: id, name: name, subject: subject, ownerID: current?.ownerID ?? owner,
            isShared: shared ?? current?.isShared ?? false,
            parameters: parameters, position: position ?? current?.position ?? 0, version: (current?.version ?? 0) + 1)
    }

    private static func parameters(
        _ filters: [String: JSONValue], of subject: SavedView.Subject
    ) throws -> [String: String] {
        var parameters: [String: String] = [:]
        for (key, value) in filters {
            let known = subject == .ticket ? Set(TicketFilter.keys) : Set(CustomerFilter.keys)
            guard known.contains(key) || key == "sort" else {
                throw Problem.invalid("/filters/\(key)", "is not a filter of the list of \(subject.rawValue)s")
            }
            switch value {
            case .null: continue
            case .string(let text): parameters[key] = text.isEmpty ? nil : text
            case .bool(let flag): parameters[key] = flag ? "true" : "false"
            case .array(let values): parameters[key] = values.compactMap(\.string).joined(separator: ",")
            case .number, .object: throw Problem.invalid("/filters/\(key)", "must be a text")
            }
        }
        guard subject == .ticket else { return parameters }
        if let sort = parameters["sort"], TicketSort(rawValue: sort) == nil {
            throw Problem.invalid("/filters/sort", "must be waiting, newest, updated, oldest or priority")
        }
        _ = try TicketFilter { parameters[$0] }
        return parameters
    }
}
