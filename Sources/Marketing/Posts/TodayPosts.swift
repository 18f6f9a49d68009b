import Basics
import EventLoop
import Postgres
import Web

/// Posts for the today list: what goes out until today is over, and what should be out already.
enum TodayPosts {
    static var section: TodaySection {
        TodaySection(.posts, [.marketingRead]) { lines($0) }
    }

    private static func lines(_ question: TodayQuestion) -> TodayLines {
        var lines = TodayLines(
            id: "p.id", path: "'/marketing/posts/' || p.id", from: "posts AS p",
            where: """
                p.state IN ('planned', 'due') AND p.planned_for < \(question.dayEnd)
                    AND \(question.isTheirs("p.owner_id"))
                """, order: "p.planned_for, p.id")
        lines.kind = "p.platform"
        lines.title = "COALESCE(NULLIF(p.title, ''), left(p.text, 200))"
        lines.detail = "CASE WHEN p.title = '' THEN '' ELSE left(p.text, 200) END"
        lines.at = "p.planned_for"
        lines.version = "p.version"
        return lines
    }
}
