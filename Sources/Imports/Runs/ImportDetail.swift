import Basics
import Foundation
import Web

/// An import with what is needed to map it, and with what stayed when it was taken back.
struct ImportDetail: WireType, JSONWritable {
    let item: Import
    /// What columns may hold.
    let fields: [ImportField]
    /// The first rows, as they stand in the file.
    let samples: [[String]]
    /// At most a hundred.
    let keptRecords: [KeptRecord]

    func write(to json: inout JSONWriter) {
        json.object { json in
            item.writeFields(&json)
            json.field("fields", fields)
            json.field("samples", samples)
            json.array("kept_records") { json in
                for record in keptRecords {
                    json.object { json in
                        json.field("kind", record.kind)
                        json.field("id", ID<KeptRecord>(record.id))
                        json.field("label", record.label)
                        json.field("reason", record.reason)
                    }
                }
            }
        }
    }

    static var example: ImportDetail {
        ImportDetail(
            item: .example, fields: [ImportField("email", "E-mail", "电子邮箱", isRequired: true)],
            samples: [["陈美", "mei@example.com"]],
            keptRecords: [
                KeptRecord(
                    kind: "customer", id: Examples.item, label: "陈美", reason: KeptReason.usedElsewhere.rawValue)
            ])
    }
}

/// The body of `PUT /imports/{id}/mapping`.
struct MappingInput: Decodable, WireType {
    /// The column's place, counted from 0, by the field's key; without it the headings decide.
    let columns: [String: Int]?
    /// Another set than the one found: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `GB18030`, `BIG5-HKSCS`, `CP1252`.
    let encoding: String?
    /// Another delimiter than the one found.
    let delimiter: String?

    static var example: MappingInput {
        MappingInput(columns: ["name": 0, "email": 1], encoding: "UTF-8", delimiter: ",")
    }
}

/// How one row would be taken.
struct PreviewRow: JSONWritable {
    let number: Int
    let outcome: String
    let values: [String: String]
    let faults: [RowFault]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("row", number)
            json.field("outcome", outcome)
            json.object("values") { json in
                for (field, text) in values.sorted(by: { $0.key < $1.key }) { json.field(field, text) }
            }
            json.field("faults", faults)
        }
    }
}

/// How the first rows would be taken.
struct ImportPreview: WireType, JSONWritable {
    /// The first twenty.
    let rows: [PreviewRow]
    /// How many rows were tried; the counts are of these.
    let tried: Int
    let created: Int
    let updated: Int
    let unchanged: Int
    /// Left out, by `on_match`.
    let skipped: Int
    let failed: Int
    /// Of the rows tried; the first twenty are shown.
    let lookalikes: [Lookalike]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("rows", rows)
            json.field("rows_tried", tried)
            json.field("rows_created", created)
            json.field("rows_updated", updated)
            json.field("rows_unchanged", unchanged)
            json.field("rows_skipped", skipped)
            json.field("rows_failed", failed)
            json.field("rows_lookalike", lookalikes.count)
            json.field("lookalikes", Array(lookalikes.prefix(20)))
        }
    }

    static var example: ImportPreview {
        ImportPreview(
            rows: [
                PreviewRow(
                    number: 1, outcome: "failed", values: ["email": "mei@"],
                    faults: [RowFault(field: "email", code: "email", detail: "must be an e-mail address")])
            ], tried: 250, created: 200, updated: 40, unchanged: 5, skipped: 4, failed: 1,
            lookalikes: [.example])
    }
}
