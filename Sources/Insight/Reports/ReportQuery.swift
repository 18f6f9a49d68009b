package import Basics
package import Foundation

/// What is asked of a report: a half open period of days, a cut, and filters.
package struct ReportQuery: Sendable, Equatable {
    package var from: CalendarDay
    package var to: CalendarDay
    package var grouping: Report.Grouping
    package var filter = ReportFilter()

    package init(from: CalendarDay, to: CalendarDay, grouping: Report.Grouping, filter: ReportFilter = ReportFilter()) {
        self.from = from
        self.to = to
        self.grouping = grouping
        self.filter = filter
    }

    /// The longest period a report covers, in days.
    package static let longestDays = 400

    /// - Throws: `Problem.invalid` for a period that ends before it begins; `Problem.periodTooLong` past 400 days.
    package func validate(for report: Report) throws(Problem) {
        guard from < to else {
            throw Problem.invalid("/to", "must be after `from`: the period ends before the day `to`")
        }
        guard to.number - from.number <= ReportQuery.longestDays else { throw Problem.periodTooLong }
        guard report.groupings.contains(grouping) else {
            let known = report.groupings.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalid("/group_by", "must be one of \(known)")
        }
        if !report.isFiltered, let named = filter.firstName {
            throw Problem.invalid("/\(named)", "does not apply to this report, which is not about tickets")
        }
    }

    /// The first days of the stretches of time the period is cut into.
    package var starts: [CalendarDay] {
        Array(sequence(first: grouping.start(of: from), next: grouping.next(after:)).prefix { $0 < to })
    }

    /// The part of the period in the stretch of time that begins with `group`; the whole without a group.
    ///
    /// - Throws: `Problem.invalid` when that is no day of the period.
    package func narrowed(to group: String?) throws(Problem) -> ReportQuery {
        guard let group else { return self }
        guard let start = CalendarDay(group), starts.contains(start) else {
            throw Problem.invalid("/group", "must be the first day of a \(grouping.rawValue) of the period")
        }
        var query = self
        query.from = max(from, start)
        query.to = min(to, grouping.next(after: start))
        return query
    }

    /// The period of the same length just before this one.
    package var previous: ReportQuery {
        var query = self
        query.from = from.adding(from.number - to.number)
        query.to = from
        return query
    }
}

/// Which tickets a report looks at; an absent condition lets all pass.
package struct ReportFilter: Sendable, Equatable {
    package var agent: UUID?
    package var team: UUID?
    package var channel: String?
    package var inbox: UUID?

    package init(agent: UUID? = nil, team: UUID? = nil, channel: String? = nil, inbox: UUID? = nil) {
        self.agent = agent
        self.team = team
        self.channel = channel
        self.inbox = inbox
    }

    /// The name of the first condition there is.
    var firstName: String? {
        if agent != nil { return "agent" }
        if team != nil { return "team" }
        if channel != nil { return "channel" }
        return inbox == nil ? nil : "inbox"
    }
}

extension Problem {
    /// Reports cover at most 400 days.
    package static let periodTooLong = Problem(
        "period-too-long", "The period is too long", status: 422,
        detail: "A report covers at most \(ReportQuery.longestDays) days.",
        fields: [Problem.Field("/to", "must be at most \(ReportQuery.longestDays) days after `from`")])
}
