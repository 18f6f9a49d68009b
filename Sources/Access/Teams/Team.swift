package import Basics
package import Postgres
package import Web

/// People who share a queue of tickets.
package struct Team: WireType, JSONWritable {
    package let id: ID<Team>
    package let name: String
    package let description: String
    package let memberIDs: [ID<User>]
    package let version: Int

    package init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        description = try row["description"]
        memberIDs = try row["member_ids"]
        version = try row["version"]
    }

    init(id: ID<Team>, name: String, description: String, memberIDs: [ID<User>], version: Int = 1) {
        self.id = id
        self.name = name
        self.description = description
        self.memberIDs = memberIDs
        self.version = version
    }

    package static var example: Team {
        Team(
            id: ID(UserView.example.user.id.uuid), name: "Shipping", description: "Parcels and customs",
            memberIDs: [UserView.example.user.id])
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("description", description)
            json.field("member_ids", memberIDs)
            json.field("version", version)
        }
    }

    func changes(to other: Team) -> AuditChanges {
        var changes = AuditChanges()
        changes.note("name", name, other.name)
        changes.note("description", description, other.description)
        changes.note("member_ids", memberIDs, other.memberIDs)
        return changes
    }
}

/// What makes a team.
package struct NewTeam: WireType, Decodable {
    package let name: String
    package var description: String?
    package var memberIDs: [ID<User>]?

    package static var example: NewTeam {
        NewTeam(name: "Shipping", description: "Parcels and customs", memberIDs: [])
    }

    /// - Throws: `Problem.invalid`.
    func checked(id: ID<Team>) throws -> Team {
        var fields = Fields()
        let team = Team(
            id: id, name: fields.text(name, "/name", max: 100),
            description: fields.text(description ?? "", "/description", max: 1000, required: false),
            memberIDs: memberIDs ?? [])
        try fields.throwIfAny()
        return team
    }
}

/// What changes about a team.
package struct TeamPatch: WireType, Decodable {
    package var name: Patch<String> = .absent
    package var description: Patch<String> = .absent
    package var memberIDs: Patch<[ID<User>]> = .absent

    package static var example: TeamPatch {
        TeamPatch(name: .value("Parcels"))
    }

    /// - Throws: `Problem.invalid`.
    func applied(to team: Team) throws -> Team {
        let name: String = name.applied(to: team.name)
        let description: String = description.applied(to: team.description)
        let members: [ID<User>] = memberIDs.applied(to: team.memberIDs)
        let checked = try NewTeam(name: name, description: description, memberIDs: members).checked(id: team.id)
        return Team(
            id: team.id, name: checked.name, description: checked.description, memberIDs: checked.memberIDs,
            version: team.version)
    }
}
