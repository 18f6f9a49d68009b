package import Basics

/// Why a row cannot be taken: the field, a word for programs, and a sentence without its subject.
package struct RowFault: Sendable, Equatable, Codable, JSONWritable {
    /// The field at fault; empty for the whole row.
    package let field: String
    /// Such as `email`; the console has words for each.
    package let code: String
    /// Such as "must be an e-mail address".
    package let detail: String

    package init(field: String, code: String, detail: String) {
        self.field = field
        self.code = code
        self.detail = detail
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("field", field)
            json.field("code", code)
            json.field("detail", detail)
        }
    }

    /// The fault as people read it in the error file.
    package var sentence: String { field.isEmpty ? detail : "\(field) \(detail)" }
}
