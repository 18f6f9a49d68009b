import ArgumentParser
import Basics
import Foundation
import Models

/// `deskbell model recommend --csv FILE`: how well each method tells what people took next.
struct Recommend: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge the recommenders on who took what when (user, item, rating, time).")

    @Option(help: "The CSV file, with a header line.")
    var csv: String

    @Option(help: "The column that names the user; else the first.")
    var user: String?

    @Option(help: "The column that names the item; else the second.")
    var item: String?

    @Option(help: "The column with the rating; used only with --at-least.")
    var rating: String?

    @Option(help: "The column that orders the events (number or ISO 8601); else the fourth.")
    var time: String?

    @Option(help: "Only ratings of at least this count as taken.")
    var atLeast: Double?

    @Option(help: "How many items are offered.")
    var k = 10

    @Option(help: "The penalty λ of EASE.")
    var penalty = 250.0

    func run() throws {
        guard (1...1000).contains(k) else { throw StartupFault("--k must be from 1 to 1000.") }
        guard penalty > 0, penalty.isFinite else { throw StartupFault("--penalty must be above 0.") }
        let table = try Trial.table(csv)
        let users = try Trial.column(table, user, usual: ["user", "user_id", "customer"], place: 0)
        let items = try Trial.column(table, item, usual: ["item", "item_id", "product"], place: 1)
        let times = try Trial.column(table, time, usual: ["time", "timestamp", "date"], place: 3)
        let ratings = try atLeast.map { _ in try Trial.column(table, rating, usual: ["rating", "value"], place: 2) }
        let events = try table.rows.indices.compactMap { row -> RecommenderTrial.Event? in
            if users[row].trimmingBlanks.isEmpty || items[row].trimmingBlanks.isEmpty { return nil }
            if let atLeast, let text = ratings?[row] {
                guard let rating = Trial.number(text) else { throw Trial.fault(row, text, "rating") }
                if rating < atLeast { return nil }
            }
            guard let moment = Trial.number(times[row]) ?? Trial.moment(times[row]) else {
                throw Trial.fault(row, times[row], "time")
            }
            return RecommenderTrial.Event(user: users[row], item: items[row], time: moment)
        }
        let trial = try Trial.run { try RecommenderTrial(events) }
        let purchases = trial.purchases
        let neighbours = ItemNeighbours(fitting: purchases)
        let popularity = Popularity(fitting: purchases)
        let isSmall = purchases.items <= Self.easeItems
        let (ease, seconds) = Trial.timed { isSmall ? EASE(fitting: purchases, penalty: penalty) : nil }
        let blend: [(Double, any Recommender)] = [(1, neighbours), (0.1, popularity)] + (ease.map { [(1, $0)] } ?? [])
        var methods: [(String, any Recommender)] = [
            ("popularity", popularity), ("cosine_neighbours", CosineNeighbours(fitting: purchases)),
            ("item_neighbours", neighbours), ("hybrid", HybridRecommender(blend)),
        ]
        if let ease { methods.append(("ease", ease)) }
        var scores: [String: RecommenderScores] = [:]
        for (name, method) in methods { scores[name] = trial.judge(method, k: k) }
        try Trial.write(
            Report(
                users: purchases.users, items: purchases.items, taken: purchases.byUser.reduce(0) { $0 + $1.count },
                k: k, easeFitSeconds: isSmall ? seconds : nil, methods: scores,
                leftOut: isSmall ? [] : ["ease, which takes at most \(Self.easeItems) items"]))
    }

    /// EASE inverts a matrix of the items: at this many it takes about two gigabytes and a few minutes.
    private static let easeItems = 8_000

    private struct Report: Encodable {
        let users: Int
        let items: Int
        let taken: Int
        let k: Int
        let easeFitSeconds: Double?
        let methods: [String: RecommenderScores]
        let leftOut: [String]

        private enum CodingKeys: String, CodingKey {
            case users, items, taken, k, methods
            case easeFitSeconds = "ease_fit_seconds"
            case leftOut = "left_out"
        }
    }
}
