package import Basics
import Foundation
package import Web

/// Everything that needs somebody now, the most urgent first.
package struct Today: WireType, JSONWritable {
    /// One part of the day with its first lines.
    package struct TodayPart: Sendable, Equatable, JSONWritable {
        package let name: TodaySection.Name
        /// How many there are, shown or not; counted to a thousand.
        package let total: Int
        /// Whether its lines wait for the reader.
        package let waits: Bool
        package let items: [TodayLine]

        init(_ name: TodaySection.Name, total: Int, items: [TodayLine]) {
            self.name = name
            self.total = total
            waits = name.waits
            self.items = items
        }

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("name", name)
                json.field("total", total)
                json.field("waits", waits)
                json.field("items", items)
            }
        }
    }

    /// How many lines wait for the reader.
    package let waitingCount: Int
    /// Those that are not empty, in the order of the day.
    package let sections: [TodayPart]

    init(sections: [TodayPart]) {
        waitingCount = sections.filter(\.waits).reduce(0) { $0 + $1.total }
        self.sections = sections
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("waiting_count", waitingCount)
            json.field("sections", sections)
        }
    }

    package static var example: Today {
        Today(sections: [TodayPart(.quotes, total: 1, items: [.example])])
    }
}
