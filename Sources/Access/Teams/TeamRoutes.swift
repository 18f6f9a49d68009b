import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about teams.
@Loop struct TeamRoutes {
    let context: AppContext
    let hub: LiveHub

    var routes: [Route] {
        [
            .get("/teams", "Teams by name", .permission(.settingsRead), output: Team.self, page: true, handler: list),
            .post(
                "/teams", "Makes a team", .permission(.settingsWrite), input: NewTeam.self, output: Team.self,
                handler: create),
            .get("/teams/{id}", "One team", .permission(.settingsRead), output: Team.self, handler: show),
            .patch(
                "/teams/{id}", "Changes a team or its members", .permission(.settingsWrite), input: TeamPatch.self,
                output: Team.self, handler: change),
            .delete(
                "/teams/{id}", "Removes a team; its tickets stay, without a team", .permission(.settingsWrite),
                handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let after = try request.namePlace(of: Team.self)
        let teams = try await TeamStore(context.database.connection).teams(after: after, limit: limit + 1)
        return .json(Page(teams, limit: limit) { Cursor([$0.name.lowercased(), $0.id.description]) })
    }

    private func show(_ request: Request) async throws -> Response {
        guard let team = try await TeamStore(context.database.connection).team(try request.id(of: "team")) else {
            throw Problem.notFound("team")
        }
        return .json(team, version: team.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let wanted = try request.input(NewTeam.self).checked(
            id: .make(at: context.clock.now, random: context.random))
        let team = try await context.database.transaction { connection in
            let store = TeamStore(connection)
            try await store.insert(wanted, at: context.clock.now)
            try await store.setMembers(of: wanted.id, to: wanted.memberIDs)
            let nothing = Team(id: wanted.id, name: "", description: "", memberIDs: [])
            try await AuditStore(connection, clock: context.clock).record(
                "team.created", "team", wanted.id.uuid, nothing.changes(to: wanted), by: request)
            return try await store.team(wanted.id) ?? wanted
        }
        renewLiveConnections(team.memberIDs)
        return .created(team, version: team.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let patch = try request.input(TeamPatch.self)
        let id: ID<Team> = try request.id(of: "team")
        let (before, after) = try await context.database.transaction { connection in
            let store = TeamStore(connection)
            guard let team = try await store.lockedTeam(id) else { throw Problem.notFound("team") }
            try request.requireMatch(team.version)
            let changed = try patch.applied(to: team)
            let changes = team.changes(to: changed)
            guard !changes.changes.isEmpty else { return (team, team) }
            try await store.update(changed)
            try await store.setMembers(of: id, to: changed.memberIDs)
            try await AuditStore(connection, clock: context.clock).record(
                "team.updated", "team", id.uuid, changes, by: request)
            return (team, try await store.team(id) ?? changed)
        }
        renewLiveConnections(Array(Set(before.memberIDs).symmetricDifference(after.memberIDs)))
        return .json(after, version: after.version)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id: ID<Team> = try request.id(of: "team")
        let team = try await context.database.transaction { connection in
            let store = TeamStore(connection)
            guard let team = try await store.lockedTeam(id) else { throw Problem.notFound("team") }
            try request.requireMatch(team.version)
            try await store.setMembers(of: id, to: [])
            try await store.delete(id)
            let nothing = Team(id: id, name: "", description: "", memberIDs: [])
            try await AuditStore(connection, clock: context.clock).record(
                "team.deleted", "team", id.uuid, team.changes(to: nothing), by: request)
            return team
        }
        renewLiveConnections(team.memberIDs)
        return .noContent
    }

    /// What a live connection may see depends on its person's teams: 1012 makes the console open it anew.
    private func renewLiveConnections(_ members: [ID<User>]) {
        if !members.isEmpty { hub.closeSessions(of: members.map(\.uuid), code: 1012) }
    }
}
