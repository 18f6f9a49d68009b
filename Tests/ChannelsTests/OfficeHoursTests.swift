import Basics
import Channels
import Foundation
import Testing

@Suite("Office hours")
struct OfficeHoursTests {
    private static let workday = [OfficeHours.Window(from: 540, to: 750), OfficeHours.Window(from: 810, to: 1080)]

    private static func hours(_ zone: String, _ special: [OfficeHours.SpecialDay] = []) throws -> OfficeHours {
        OfficeHours(
            timeZone: try #require(TimeZone(identifier: zone)),
            days: ["mon": workday, "tue": workday, "wed": workday, "thu": workday, "fri": workday], specialDays: special
        )
    }

    private static func at(_ text: String) throws -> Date { try #require(Date(rfc3339: text)) }

    @Test("the break at noon is closed and opens again after it")
    func breaks() throws {
        let hours = try Self.hours("Asia/Shanghai")
        #expect(hours.isOpen(at: try Self.at("2026-11-23T01:00:00Z")))
        #expect(!hours.isOpen(at: try Self.at("2026-11-23T04:30:00Z")))
        #expect(hours.opensNext(after: try Self.at("2026-11-23T04:30:00Z")) == (try Self.at("2026-11-23T05:30:00Z")))
        #expect(!hours.isOpen(at: try Self.at("2026-11-23T10:00:00Z")))
    }

    @Test("a Friday evening opens again on Monday")
    func weekend() throws {
        let hours = try Self.hours("Asia/Shanghai")
        #expect(hours.opensNext(after: try Self.at("2026-11-27T12:00:00Z")) == (try Self.at("2026-11-30T01:00:00Z")))
    }

    @Test("a holiday is closed and a make-up Saturday is worked")
    func makeUpDays() throws {
        let hours = try Self.hours(
            "Asia/Shanghai",
            [
                .init(date: "2026-10-01", name: "国庆节"), .init(date: "2026-10-10", name: "调休", working: true),
                .init(date: "2026-10-11", name: "半天", working: true, windows: [.init(from: 600, to: 660)]),
            ])
        #expect(!hours.isOpen(at: try Self.at("2026-10-01T02:00:00Z")))
        #expect(hours.isOpen(at: try Self.at("2026-10-10T02:00:00Z")))
        #expect(hours.opensNext(after: try Self.at("2026-10-10T12:00:00Z")) == (try Self.at("2026-10-11T02:00:00Z")))
        #expect(!hours.isOpen(at: try Self.at("2026-10-11T03:00:00Z")))
    }

    @Test("nine o'clock is nine by the wall on both sides of a change of clocks")
    func daylightSaving() throws {
        let hours = try Self.hours("Europe/Berlin")
        #expect(hours.opensNext(after: try Self.at("2026-03-27T20:00:00Z")) == (try Self.at("2026-03-30T07:00:00Z")))
        #expect(hours.opensNext(after: try Self.at("2026-10-23T20:00:00Z")) == (try Self.at("2026-10-26T08:00:00Z")))
    }

    @Test("a window that begins in the skipped hour opens when the clocks have moved")
    func skippedHour() throws {
        let hours = OfficeHours(
            timeZone: try #require(TimeZone(identifier: "Europe/Berlin")), days: ["sun": [.init(from: 150, to: 300)]])
        #expect(hours.opensNext(after: try Self.at("2026-03-28T23:30:00Z")) == (try Self.at("2026-03-29T01:00:00Z")))
    }

    @Test("hours without windows never open")
    func never() throws {
        let hours = OfficeHours(timeZone: .gmt, days: [:])
        #expect(hours.opensNext(after: try Self.at("2026-11-23T01:00:00Z")) == nil)
    }
}
