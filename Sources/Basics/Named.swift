package import Foundation

/// Somebody or something that another record names: who or what it is, and what it is called.
package struct Named: Sendable, Equatable, JSONWritable {
    package let id: UUID
    package let name: String

    package init(id: UUID, name: String) {
        self.id = id
        self.name = name
    }

    /// `nil` unless both are there.
    package init?(id: UUID?, name: String?) {
        guard let id, let name else { return nil }
        self.init(id: id, name: name)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", ID<Named>(id))
            json.field("name", name)
        }
    }
}
