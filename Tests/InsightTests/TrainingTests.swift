import Basics
import EventLoop
import Foundation
import Insight
import Models
import Postgres
import TestSupport
import Testing

@Suite("Training and the night")
@Loop struct TrainingTests {
    @Test("the same labels give the same bytes")
    func sameBytes() async throws {
        let world = try await PredictionCast(labels: 220)
        try await world.training.train(.satisfaction, cause: .command)
        try await world.training.train(.satisfaction, cause: .command)
        #expect(try await world.number("SELECT count(*)::integer AS n FROM model_versions") == 2)
        #expect(try await world.number("SELECT count(DISTINCT sha256)::integer AS n FROM model_versions") == 1)
    }

    @Test("a new model scores everybody, and risks of the one before are forgotten")
    func rescored() async throws {
        let world = try await PredictionCast(labels: 300)
        _ = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        _ = try await world.waiting(901, since: "2026-11-20T11:55:00Z")
        for version in 1...2 {
            try await world.training.train(.satisfaction, cause: .command)
            #expect(
                try await world.number(
                    """
                    SELECT count(*)::integer AS n FROM current_risks AS r JOIN model_versions AS m ON m.id = r.model_id
                    WHERE m.version = \(version)
                    """) == 2)
        }
    }

    @Test("one training at a time; a cancelled one leaves no model")
    func cancelled() async throws {
        let world = try await PredictionCast(labels: 220)
        let path = "/models/satisfaction/training"
        #expect(await world.client.call("GET", path).status == 404)
        #expect(await world.client.call("POST", path).status == 202)
        #expect(await world.client.call("POST", path).status == 409)
        #expect(await world.client.call("GET", path).text.contains(#""state":"queued""#))
        #expect(await world.client.call("DELETE", path).text.contains(#""state":"cancelled""#))
        #expect(await world.client.call("DELETE", path).status == 404)
        #expect(try await world.number("SELECT count(*)::integer AS n FROM model_versions") == 0)
        #expect(await world.client.call("POST", "/models/mood/training").status == 404)
    }

    @Test("the night trains, notes outcomes and scores, once per day")
    func night() async throws {
        let world = try await PredictionCast(labels: 300)
        _ = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        try await world.nightly.run()
        let models: SQL = "SELECT count(*)::integer AS n FROM model_versions"
        #expect(try await world.number(models) == 3)
        #expect(
            try await world.number("SELECT count(*)::integer AS n FROM outcomes WHERE kind = 'satisfaction'") == 300)
        try await world.nightly.run()
        #expect(try await world.number(models) == 3)
        #expect(try await world.number("SELECT count(*)::integer AS n FROM scoring_nights") == 1)
        // The next night finds nothing new to learn, and scores.
        try await world.cast.run("UPDATE scoring_nights SET night = night - 1")
        try await world.nightly.run()
        #expect(try await world.number(models) == 3)
        #expect(
            try await world.number("SELECT count(*)::integer AS n FROM outcomes WHERE kind = 'satisfaction'") == 300)
    }

    @Test("a model that does worse than the average in two windows is withdrawn, and trained again the next night")
    func withdrawn() async throws {
        let world = try await PredictionCast(labels: 300)
        try await world.training.train(.satisfaction, cause: .command)
        _ = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        // 35 outcomes in each window, all contrary to what was predicted.
        try await world.cast.run(
            """
            INSERT INTO predictions (id, kind, subject_id, as_of, model_id, probability, low, high, band, features, reasons, cause)
            SELECT gen_random_uuid(), 'satisfaction', t.id, now.at - n * interval '18 hours', m.id, 0.95, 0.9, 0.99, 'high',
                '{}', '[]', 'message'
            FROM model_versions AS m, (SELECT timestamptz '\(PredictionCast.now)' AS at) AS now, generate_series(1, 70) AS n
            JOIN tickets AS t ON t.number = n;
            INSERT INTO outcomes (kind, subject_id, as_of, label, known_at)
            SELECT 'satisfaction', subject_id, as_of, false, as_of + interval '1 hour' FROM predictions;
            INSERT INTO scoring_nights VALUES ('2026-11-19', now(), 0, 0);
            """)
        try await world.nightly.run()
        #expect(try await world.number("SELECT count(*)::integer AS n FROM model_withdrawals") == 1)
        // The same night trains anew what was withdrawn, and the new model serves.
        #expect(try await world.number("SELECT max(version) AS n FROM model_versions WHERE kind = 'satisfaction'") == 2)
        let card = await world.client.call("GET", "/models/satisfaction").text
        #expect(card.contains(#""withdrawn_at":null"#))
    }

    @Test("a card tells how the model did in time order and afterwards")
    func card() async throws {
        let world = try await PredictionCast(labels: 300)
        try await world.training.train(.satisfaction, cause: .command)
        // Solved and rated after it was predicted: judged.
        let ticket = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        try await world.desk.score(.satisfaction, [ticket], cause: .message, world.cast.database.connection)
        try await world.cast.status(900, "solved", at: "2026-11-20T12:00:10Z")
        try await world.cast.survey(
            900, sent: "2026-11-20T12:00:20Z", rating: 1, answered: "2026-11-20T12:10:00Z")
        try await OutcomeStore(world.cast.database.connection).gather(now: FeatureCast.date("2026-11-21T00:00:00Z"))
        let answer = await world.client.call("GET", "/models/satisfaction")
        guard case .object(let card) = answer.json, case .object(let record)? = card["record"],
            case .array(let trials)? = card["trials"], case .object(let trial)? = trials.first,
            case .array(let bins)? = trial["calibration"], case .array(let features)? = card["features"]
        else { throw Problem.internalFault }
        #expect(card["verdict"] == .string("usable"))
        #expect(record["outcomes"] == .number(1))
        #expect(record["actual_ratio"] == .number(1))
        #expect(trials.count == 2, "the network is tried as well")
        #expect(bins.count == 10)
        #expect(features.count == FeatureCatalogue.ticket.count)
    }
}
