package import Basics
package import Foundation
import Postgres
import Web

/// A key with which a program speaks for the company, within its scopes.
package struct ApiKey: WireType, JSONWritable {
    package let id: ID<ApiKey>
    package let name: String
    package let scopes: [ApiKeyScope]
    package let createdAt: Date
    package let lastUsedAt: Date?
    /// The key itself, shown once when it is made.
    package var key: String?

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        // A scope a later version of Deskbell knew grants nothing here.
        scopes = try (row["scopes"] as [String]).compactMap(ApiKeyScope.init)
        createdAt = try row["created_at"]
        lastUsedAt = try row["last_used_at"]
    }

    init(id: ID<ApiKey>, name: String, scopes: [ApiKeyScope], createdAt: Date, lastUsedAt: Date?, key: String?) {
        self.id = id
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.key = key
    }

    var principal: Principal {
        Principal(
            kind: .apiKey, id: id.uuid, name: name,
            permissions: scopes.reduce(into: []) { $0.formUnion($1.permissions) })
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("scopes", scopes)
            if let key { json.field("key", key) }
            json.field("created_at", createdAt)
            json.field("last_used_at", lastUsedAt)
        }
    }

    package static var example: ApiKey {
        ApiKey(
            id: ID(UserView.example.user.id.uuid), name: "Shop", scopes: [.ticketsWrite],
            createdAt: Date(timeIntervalSince1970: 1_795_430_400), lastUsedAt: nil, key: "dk_…")
    }
}

/// What makes an API key.
package struct NewApiKey: WireType, Decodable {
    package let name: String
    package let scopes: [String]

    package static var example: NewApiKey {
        NewApiKey(name: "Shop", scopes: ["tickets:write"])
    }

    /// - Throws: `Problem.invalid`.
    func checked() throws -> (name: String, scopes: [ApiKeyScope]) {
        var fields = Fields()
        let name = fields.text(name, "/name", max: 100)
        let known = scopes.compactMap(ApiKeyScope.init)
        fields.check(!scopes.isEmpty, "/scopes", "needs at least one scope")
        fields.check(
            known.count == scopes.count, "/scopes",
            "may hold \(ApiKeyScope.allCases.map(\.rawValue).joined(separator: ", "))")
        try fields.throwIfAny()
        return (name, ApiKeyScope.allCases.filter(known.contains))
    }
}
