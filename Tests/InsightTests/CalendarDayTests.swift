import Insight
import Testing

@Suite("A day of the calendar")
struct CalendarDayTests {
    @Test("reads and writes YYYY-MM-DD and nothing else")
    func textForm() {
        #expect(CalendarDay("2026-11-23")?.description == "2026-11-23")
        #expect(CalendarDay("2024-02-29")?.number == 19782)
        for wrong in [
            "2026-02-29", "2026-13-01", "2026-1-1", "2026-11-23T00:00:00Z", "", "20261123", "2026-11-3 ", "-026-11-23",
        ] {
            #expect(CalendarDay(wrong) == nil, "\(wrong)")
        }
    }

    @Test("counts over months, leap days and years")
    func adding() {
        #expect(CalendarDay(year: 2026, month: 12, day: 31).adding(1).description == "2027-01-01")
        #expect(CalendarDay(year: 2028, month: 2, day: 28).adding(1).description == "2028-02-29")
        #expect(CalendarDay(year: 1970, month: 1, day: 1).adding(-1).description == "1969-12-31")
    }

    @Test("knows the Monday of its week")
    func monday() {
        #expect(CalendarDay("2026-11-23")?.monday.description == "2026-11-23")
        #expect(CalendarDay("2026-11-29")?.monday.description == "2026-11-23")
        #expect(CalendarDay("1969-12-31")?.monday.description == "1969-12-29")
    }
}
