import Basics

/// The figures of one report by group, before gaps are filled and names are put to them.
struct ReportFigures: Sendable {
    var byGroup: [String?: [Double?]] = [:]
    var total: [Double?]

    /// No figure at all: counts are 0, everything else is missing.
    init(nothing columns: [ReportColumn]) {
        total = columns.map(\.ofNothing)
    }

    /// The columns of both, side by side; a group missing on one side has nothing there.
    func beside(_ other: ReportFigures, _ ours: [ReportColumn], _ theirs: [ReportColumn]) -> ReportFigures {
        var joined = self
        joined.total = total + other.total
        for group in Set(byGroup.keys).union(other.byGroup.keys) {
            joined.byGroup[group] =
                (byGroup[group] ?? ours.map(\.ofNothing)) + (other.byGroup[group] ?? theirs.map(\.ofNothing))
        }
        return joined
    }

    /// Only the figures at `places`, in that order.
    func choosing(_ places: [Int]) -> ReportFigures {
        var chosen = self
        chosen.total = places.map { total[$0] }
        chosen.byGroup = byGroup.mapValues { values in places.map { values[$0] } }
        return chosen
    }

    /// The rows of the table: every day, week or month of the period in order, with nothing where nothing happened and no figure
    /// at all after `today`; things by name, those without one last.
    func rows(_ query: ReportQuery, columns: [ReportColumn], names: [String: String], today: CalendarDay)
        -> [ReportTable.Row]
    {
        guard query.grouping.isTime else {
            return byGroup.map { group, values in
                ReportTable.Row(group: group, name: group.flatMap { names[$0] ?? $0 }, values: values)
            }
            .sorted { left, right in
                (left.name == nil ? 1 : 0, left.name ?? "", left.group ?? "")
                    < (right.name == nil ? 1 : 0, right.name ?? "", right.group ?? "")
            }
        }
        return query.starts.map { day in
            let nothing: [Double?] = columns.map { day > today ? nil : $0.ofNothing }
            return ReportTable.Row(group: day.description, name: nil, values: byGroup[day.description] ?? nothing)
        }
    }
}
