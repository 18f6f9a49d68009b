package import Basics
package import Foundation
import Postgres
import Web

/// One line of the audit log as it is read.
package struct AuditRecord: WireType, JSONWritable {
    package let id: ID<AuditRecord>
    package let at: Date
    package let actorKind: String
    package let actorID: UUID?
    package let actorName: String
    package let action: String
    package let subjectKind: String
    package let subjectID: UUID?
    package let changes: JSONValue
    package let remoteAddress: String?

    init(_ row: Row) throws {
        id = try row["id"]
        at = try row["at"]
        actorKind = try row["actor_kind"]
        actorID = try row["actor_id"]
        actorName = try row["actor_name"]
        action = try row["action"]
        subjectKind = try row["subject_kind"]
        subjectID = try row["subject_id"]
        changes = try row["changes"]
        remoteAddress = try row["remote_address"]
    }

    private init(exampleID: UUID) {
        id = ID(exampleID)
        at = Date(timeIntervalSince1970: 1_795_430_400)
        actorKind = AuditActor.Kind.user.rawValue
        actorID = exampleID
        actorName = "Mei Lin"
        action = "team.updated"
        subjectKind = "team"
        subjectID = exampleID
        changes = .object(["name": .object(["from": .string("Post"), "to": .string("Shipping")])])
        remoteAddress = "203.0.113.7"
    }

    package static var example: AuditRecord {
        AuditRecord(exampleID: UserView.example.user.id.uuid)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("at", at)
            json.object("actor") { json in
                json.field("kind", actorKind)
                json.field("id", actorID.map { ID<AuditActor>($0) })
                json.field("name", actorName)
            }
            json.field("action", action)
            json.object("subject") { json in
                json.field("kind", subjectKind)
                json.field("id", subjectID.map { ID<AuditRecord>($0) })
            }
            json.field("changes", changes)
            json.field("remote_address", remoteAddress)
        }
    }
}
