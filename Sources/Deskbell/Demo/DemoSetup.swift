import Basics
import Foundation

/// The demo company before its first customer: people, teams, entrances, texts.
struct DemoSetup {
    let script: DemoScript
    let raw: JSONValue
    let now: Date
    var dice: DemoDice
    private(set) var staff: [DemoPerson] = []
    private(set) var teamIDs: [String: UUID] = [:]
    private(set) var inboxIDs: [String: UUID] = [:]
    private(set) var tagIDs: [String: UUID] = [:]
    private(set) var companyIDs: [UUID] = []
    private let founded: Date

    init(script: DemoScript, raw: JSONValue, now: Date, dice: DemoDice) {
        self.script = script
        self.raw = raw
        self.now = now
        self.dice = dice
        founded = now.addingTimeInterval(-Double(DemoHistory.days + 30) * DemoHours.daySeconds)
    }

    mutating func insert(_ rows: DemoRows, passwordHash: String) async throws {
        let created = JSONValue.date(founded)
        try await rows.insert(
            into: "company_profile",
            [
                [
                    "singleton": .bool(true), "name": .string(script.company.name),
                    "time_zone": .string(script.company.timeZone),
                    "locale": .string(script.company.locale), "currency": .string(script.company.currency),
                    "epoch": .id(fresh()), "is_demo": .bool(true), "created_at": created, "version": .int(1),
                ]
            ])
        for team in script.teams { teamIDs[team.key] = fresh() }
        try await rows.insert(
            into: "teams",
            script.teams.map {
                [
                    "id": .id(teamIDs[$0.key]), "name": .string($0.name), "description": .string($0.description),
                    "created_at": created, "version": .int(1),
                ]
            })
        try await insertUsers(rows, passwordHash: passwordHash)
        try await insertEntrances(rows)
        try await insertTexts(rows)
        for _ in script.companies { companyIDs.append(fresh()) }
        try await rows.insert(
            into: "companies",
            zip(script.companies, companyIDs).map { company, id in
                [
                    "id": .id(id), "name": .string(company[0]), "domain": .string(company[1]), "notes": .string(""),
                    "created_at": created, "updated_at": created, "version": .int(1),
                ]
            })
    }

    private mutating func fresh() -> UUID {
        let id: ID<DemoSetup> = dice.id(at: founded)
        return id.uuid
    }

    private mutating func insertUsers(_ rows: DemoRows, passwordHash: String) async throws {
        let chinese = ["mei", "chen", "zhao"]
        for user in script.users {
            staff.append(
                DemoPerson(
                    id: fresh(), name: user.name, givenName: user.name, key: user.key, pace: user.pace,
                    speaksChinese: chinese.contains(user.key), teams: user.teams, share: user.role == "agent" ? 1 : 0.25
                ))
        }
        let created = JSONValue.date(founded)
        try await rows.insert(
            into: "users",
            zip(script.users, staff).map { user, person in
                [
                    "id": .id(person.id), "name": .string(user.name), "email": .string(user.email),
                    "role": .string(user.role),
                    "ticket_scope": .string("all"), "password_hash": .string(passwordHash),
                    "locale": .string(user.locale),
                    "capacity": .int(5), "active": .bool(true), "created_at": created, "updated_at": created,
                    "version": .int(1),
                ]
            })
        try await rows.insert(
            into: "team_members",
            staff.flatMap { person in
                person.teams.compactMap { key in teamIDs[key].map { ["team_id": .id($0), "user_id": .id(person.id)] } }
            })
    }

    private mutating func insertEntrances(_ rows: DemoRows) async throws {
        let created = JSONValue.date(founded)
        let hours = fresh()
        try await rows.insert(
            into: "office_hours",
            [
                [
                    "id": .id(hours), "name": raw["office_hours"]?["name"] ?? .string("Hours"),
                    "time_zone": .string(script.company.timeZone), "days": raw["office_hours"]?["days"] ?? .object([:]),
                    "holidays": .array([]), "created_at": created, "version": .int(1),
                ]
            ])
        var inboxes: [[String: JSONValue]] = []
        for inbox in raw["inboxes"]?.array ?? [] {
            guard let key = inbox["key"]?.string, case .object(var settings) = inbox["settings"] ?? .null else {
                continue
            }
            let id = fresh()
            inboxIDs[key] = id
            settings["office_hours_id"] = .id(hours)
            inboxes.append([
                "id": .id(id), "key": .string(key), "kind": inbox["kind"] ?? .null, "name": inbox["name"] ?? .null,
                "enabled": .bool(true), "team_id": .id(teamIDs[inbox["team"]?.string ?? ""]),
                "settings": .object(settings), "created_at": created, "updated_at": created, "version": .int(1),
            ])
        }
        try await rows.insert(into: "inboxes", inboxes)
    }

    private mutating func insertTexts(_ rows: DemoRows) async throws {
        let created = JSONValue.date(founded)
        for tag in script.tags { tagIDs[tag[0]] = fresh() }
        try await rows.insert(
            into: "tags",
            script.tags.map {
                [
                    "id": .id(tagIDs[$0[0]]), "name": .string($0[0]), "color": .string($0[1]), "created_at": created,
                    "version": .int(1),
                ]
            })
        var canned: [[String: JSONValue]] = []
        for reply in script.cannedReplies {
            canned.append([
                "id": .id(fresh()), "shortcut": .string(reply.shortcut), "title": .string(reply.title),
                "text": .string(reply.text), "locale": .string(reply.locale),
                "team_id": .id(reply.team.flatMap { teamIDs[$0] }), "actions": reply.actions ?? .null,
                "created_at": created,
                "updated_at": created, "version": .int(1),
            ])
        }
        try await rows.insert(into: "canned_replies", canned)
        var views: [[String: JSONValue]] = []
        for view in raw["saved_views"]?.array ?? [] {
            views.append([
                "id": .id(fresh()), "name": view["name"] ?? .null, "owner_id": .id(staff[0].id), "shared": .bool(true),
                "filters": view["filters"] ?? .object([:]), "position": .int(views.count), "created_at": created,
                "version": .int(1),
            ])
        }
        try await rows.insert(into: "saved_views", views)
        var fields: [[String: JSONValue]] = []
        for field in raw["custom_fields"]?.array ?? [] {
            fields.append([
                "id": .id(fresh()), "key": field["key"] ?? .null, "subject": field["subject"] ?? .null,
                "label": field["label"] ?? .null, "type": field["type"] ?? .null,
                "options": field["options"] ?? .array([]),
                "required": .bool(false), "position": .int(fields.count), "created_at": created, "version": .int(1),
            ])
        }
        try await rows.insert(into: "custom_fields", fields)
    }
}
