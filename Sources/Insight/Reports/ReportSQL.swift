import Basics
import Postgres

/// The pieces of SQL that reports share: bounds of the period, filters, the cut, and figures as columns `c0`, `c1` and so on.
struct ReportSQL {
    let query: ReportQuery
    let timeZone: String

    /// Midnight at the beginning of `day` in the company's time zone; PostgreSQL knows the summer time.
    func midnight(_ day: CalendarDay) -> SQL {
        "((\(day.description)::text)::date::timestamp AT TIME ZONE \(timeZone)::text)"
    }

    /// The facts within the period that pass the filters, by their moment `at`.
    var moments: SQL {
        "fact.at >= \(midnight(query.from)) AND fact.at < \(midnight(query.to)) AND \(filters)"
    }

    /// The facts within the period that pass the filters, by their `day`.
    var days: SQL {
        """
        fact.day >= (\(query.from.description)::text)::date AND fact.day < (\(query.to.description)::text)::date
            AND \(filters)
        """
    }

    var filters: SQL {
        var conditions: [SQL] = ["true"]
        if let agent = query.filter.agent { conditions.append("fact.agent_id = \(agent)") }
        if let team = query.filter.team { conditions.append("fact.team_id = \(team)") }
        if let channel = query.filter.channel { conditions.append("fact.channel = \(channel)") }
        if let inbox = query.filter.inbox { conditions.append("fact.inbox_id = \(inbox)") }
        return SQL.joined(conditions, separator: " AND ")
    }

    /// The cut of a fact with a moment `at`, in a type of its own: only the few groups it makes are turned into text.
    var cutOfMoment: SQL {
        switch query.grouping {
        case .day: "(fact.at AT TIME ZONE \(timeZone)::text)::date"
        case .week: "date_trunc('week', fact.at AT TIME ZONE \(timeZone)::text)::date"
        case .month: "date_trunc('month', fact.at AT TIME ZONE \(timeZone)::text)::date"
        default: cutByThing
        }
    }

    /// The cut of a fact with a `day`, likewise.
    var cutOfDay: SQL {
        switch query.grouping {
        case .day: "fact.day"
        case .week: "date_trunc('week', fact.day::timestamp)::date"
        case .month: "date_trunc('month', fact.day::timestamp)::date"
        default: cutByThing
        }
    }

    /// The tags of a ticket, only where the cut is by tag: a ticket with two tags stands in two rows.
    var tags: SQL {
        query.grouping == .tag ? "LEFT JOIN ticket_tags AS tagged ON tagged.ticket_id = fact.ticket_id" : ""
    }

    private var cutByThing: SQL {
        switch query.grouping {
        case .agent: "fact.agent_id"
        case .team: "fact.team_id"
        case .channel: "fact.channel"
        case .inbox: "fact.inbox_id"
        case .tag: "tagged.tag_id"
        case .status: "fact.status"
        case .source: "fact.source"
        case .currency: "fact.currency"
        case .method: "fact.method"
        case .reason: "fact.reason"
        case .day, .week, .month: "NULL::text"
        }
    }

    /// The name of a row's thing, by its id.
    static func names(of grouping: Report.Grouping) -> SQL? {
        switch grouping {
        case .agent: "SELECT id::text AS id, name FROM users ORDER BY id"
        case .team: "SELECT id::text AS id, name FROM teams ORDER BY id"
        case .inbox: "SELECT id::text AS id, name FROM inboxes ORDER BY id"
        case .tag: "SELECT id::text AS id, name FROM tags ORDER BY id"
        case .day, .week, .month, .channel, .status, .source, .currency, .method, .reason: nil
        }
    }
}
