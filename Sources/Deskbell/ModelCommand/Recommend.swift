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
        let table = try Trial.table(csv)
        let users = try Trial.column(table, user, usual: ["user", "user_id", "customer"], place: 0)
        let items = try Trial.column(table, item, usual: ["item", "item_id", "product"], place: 1)
        let times = try Trial.column(table, time, usual: ["time", "timestamp", "date"], place: 3)
        let ratings = try atLeast.map { _ in try Trial.column(table, rating, usual: ["rating", "value"], place: 2) }
        let events = try table.rows.indices.compactMap { row -> RecommenderTrial.Event? in
            if let atLeast, let text = ratings?[row], (Double(text) ?? 0) < atLeast { return nil }
            let moment = Double(times[row]) ?? Date(rfc3339: times[row])?.timeIntervalSince1970
            guard let moment else { throw StartupFault("Line \(row + 2): \"\(times[row])\" is no time.") }
            return RecommenderTrial.Event(user: users[row], item: items[row], time: moment)
        }
        let trial = try Trial.run { try RecommenderTrial(events) }
        let purchases = trial.purchases
        let neighbours = ItemNeighbours(fitting: purchases)
        let (ease, seconds) = Trial.timed { EASE(fitting: purchases, penalty: penalty) }
        let methods: [(String, any Recommender)] = [
            ("popularity", Popularity(fitting: purchases)), ("cosine_neighbours", CosineNeighbours(fitting: purchases)),
            ("item_neighbours", neighbours), ("ease", ease),
            ("hybrid", HybridRecommender([(1, ease), (1, neighbours), (0.1, Popularity(fitting: purchases))])),
        ]
        var scores: [String: RecommenderScores] = [:]
        for (name, method) in methods { scores[name] = trial.judge(method, k: k) }
        try Trial.write(
            Report(
                users: purchases.users, items: purchases.items, taken: purchases.byUser.reduce(0) { $0 + $1.count },
                k: k,
                easeFitSeconds: seconds, methods: scores))
    }

    private struct Report: Encodable {
        let users: Int
        let items: Int
        let taken: Int
        let k: Int
        let easeFitSeconds: Double
        let methods: [String: RecommenderScores]

        private enum CodingKeys: String, CodingKey {
            case users, items, taken, k, methods
            case easeFitSeconds = "ease_fit_seconds"
        }
    }
}
