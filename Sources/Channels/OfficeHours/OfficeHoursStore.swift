package import Basics
package import EventLoop
import Foundation
package import Postgres
import Web

/// Office hours with their name, as kept.
package struct OfficeHoursRecord: WireType, JSONWritable {
    package let id: ID<OfficeHoursRecord>
    package let name: String
    package let timeZone: String
    package let days: JSONValue
    package let holidays: JSONValue
    package let version: Int

    init(id: ID<OfficeHoursRecord>, name: String, timeZone: String, hours: OfficeHours, version: Int = 1) {
        self.id = id
        self.name = name
        self.timeZone = timeZone
        days = hours.daysValue
        holidays = hours.holidaysValue
        self.version = version
    }

    package init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        timeZone = try row["time_zone"]
        days = try row["days"]
        holidays = try row["holidays"]
        version = try row["version"]
    }

    package var hours: OfficeHours {
        var faults = Fields()
        return OfficeHours(timeZone: timeZone, days: days, holidays: holidays, &faults)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("time_zone", timeZone)
            json.field("days", days)
            json.field("holidays", holidays)
            json.field("version", version)
        }
    }

    package static var example: OfficeHoursRecord {
        let window = OfficeHours.Window(from: 540, to: 1080)
        return OfficeHoursRecord(
            id: ID(Examples.file), name: "Shop", timeZone: "Asia/Shanghai",
            hours: OfficeHours(
                timeZone: .gmt, days: ["mon": [window]],
                specialDays: [OfficeHours.SpecialDay(date: "2026-10-10", name: "调休", working: true)]))
    }
}

/// Every SQL statement about office hours.
@Loop package struct OfficeHoursStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = "id, name, time_zone, days, holidays, version"

    package func record(_ id: ID<OfficeHoursRecord>) async throws -> OfficeHoursRecord? {
        try await connection.first(
            OfficeHoursRecord.init, "SELECT \(Self.columns) FROM office_hours WHERE id = \(id)")
    }

    func lockedRecord(_ id: ID<OfficeHoursRecord>) async throws -> OfficeHoursRecord? {
        try await connection.first(
            OfficeHoursRecord.init, "SELECT \(Self.columns) FROM office_hours WHERE id = \(id) FOR UPDATE")
    }

    func records() async throws -> [OfficeHoursRecord] {
        try await connection.rows(
            OfficeHoursRecord.init, "SELECT \(Self.columns) FROM office_hours ORDER BY name, id LIMIT 200")
    }

    package func insert(_ record: OfficeHoursRecord) async throws {
        try await connection.execute(
            """
            INSERT INTO office_hours (id, name, time_zone, days, holidays)
            VALUES (\(record.id), \(record.name), \(record.timeZone), \(record.days), \(record.holidays))
            """)
    }

    func update(_ record: OfficeHoursRecord) async throws {
        try await connection.execute(
            """
            UPDATE office_hours
            SET name = \(record.name), time_zone = \(record.timeZone), days = \(record.days),
                holidays = \(record.holidays), version = version + 1
            WHERE id = \(record.id)
            """)
    }

    /// Inboxes that named these hours are always open from then on.
    func delete(_ id: ID<OfficeHoursRecord>) async throws {
        try await connection.execute("DELETE FROM office_hours WHERE id = \(id)")
    }
}
