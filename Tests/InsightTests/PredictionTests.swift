import Basics
import EventLoop
import Foundation
import Insight
import Models
import Postgres
import TestSupport
import Testing

@Suite("Predictions of satisfaction")
@Loop struct PredictionTests {
    private func prediction(_ world: PredictionCast, _ number: Int) async -> [String: JSONValue] {
        let answer = await world.client.call("GET", "/tickets/\(number)/prediction")
        guard answer.status == 200, case .object(let fields) = answer.json else { return [:] }
        return fields
    }

    private func ratio(_ value: JSONValue?) -> Double {
        if case .number(let number)? = value { return number }
        return .nan
    }

    @Test("say with 12 answers that 30 are needed, and tell facts by rule")
    func notEnough() async throws {
        let world = try await PredictionCast(labels: 12)
        try await world.training.train(.satisfaction, cause: .command)
        _ = try await world.waiting(900, since: "2026-11-19T10:00:00Z")
        let shown = await prediction(world, 900)
        #expect(shown["state"] == .string("not_enough_data"))
        #expect(shown["risk_ratio"] == .null)
        #expect(
            shown["needed"]
                == .object([
                    "have": .number(12), "want": .number(30), "rarer": .number(3), "rarer_want": .number(10),
                ]))
        #expect(
            shown["facts"]
                == .array([
                    .object(["code": .string("waited"), "value": .number(26 * 3600), "unit": .string("seconds")])
                ]))
        #expect(try await world.number("SELECT count(*)::integer AS n FROM predictions") == 0)
    }

    @Test("show bands and no percentage at 50 answers")
    func bands() async throws {
        let world = try await PredictionCast(labels: 50)
        try await world.training.train(.satisfaction, cause: .command)
        _ = try await world.waiting(900, since: "2026-11-18T10:00:00Z")
        _ = try await world.waiting(901, since: "2026-11-20T11:58:00Z")
        let late = await prediction(world, 900)
        #expect(late["state"] == .string("band"))
        #expect(late["risk_ratio"] == .null && late["low_ratio"] == .null)
        #expect(late["band"] == .string("high"))
        #expect(await prediction(world, 901)["band"] != .string("high"))
    }

    @Test("find a planted effect, with an interval, the reason in people's units and the model behind it")
    func scored() async throws {
        let world = try await PredictionCast(labels: 300)
        try await world.training.train(.satisfaction, cause: .command)
        _ = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        _ = try await world.waiting(901, since: "2026-11-20T11:55:00Z")
        let late = await prediction(world, 900)
        #expect(late["state"] == .string("scored"))
        #expect(ratio(late["risk_ratio"]) > 0.6)
        #expect(ratio(late["low_ratio"]) < ratio(late["risk_ratio"]))
        #expect(ratio(late["high_ratio"]) > ratio(late["risk_ratio"]))
        #expect(ratio(await prediction(world, 901)["risk_ratio"]) < 0.45)
        guard case .array(let reasons)? = late["reasons"], case .object(let first)? = reasons.first,
            case .object(let model)? = late["model"]
        else { throw Problem.internalFault }
        #expect(first["effect"] == .string("raises"))
        #expect(reasons.count <= 3)
        #expect(model["labels"] == .number(300))
        #expect(ratio(model["auc"]) > 0.75)
        #expect(ratio(model["brier"]) < ratio(model["base_brier"]))
    }

    @Test("end in no usable pattern when ratings are drawn at random")
    func noPattern() async throws {
        let world = try await PredictionCast(labels: 300, effect: 3, otherwise: 3)
        try await world.training.train(.satisfaction, cause: .command)
        _ = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        let shown = await prediction(world, 900)
        #expect(shown["state"] == .string("no_usable_pattern"))
        #expect(shown["risk_ratio"] == .null && shown["band"] == .null)
    }

    @Test("are kept only when they change, in rows nobody can change")
    func appended() async throws {
        let world = try await PredictionCast(labels: 300)
        try await world.training.train(.satisfaction, cause: .command)
        let ticket = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        let rows: SQL = "SELECT count(*)::integer AS n FROM predictions WHERE subject_id = \(ticket)"
        let connection = world.cast.database.connection
        #expect(try await world.desk.score(.satisfaction, [ticket], cause: .message, connection).count == 1)
        #expect(try await world.desk.score(.satisfaction, [ticket], cause: .message, connection).isEmpty)
        #expect(try await world.number(rows) == 1)
        // An answer ends the wait: the risk moves and the arrow has something to start from.
        try await world.cast.says(900, "agent", "Here.", at: "2026-11-19T11:05:00Z", by: FeatureCast.mei)
        #expect(try await world.desk.score(.satisfaction, [ticket], cause: .message, connection).count == 1)
        #expect(try await world.number(rows) == 2)
        let shown = await prediction(world, 900)
        #expect(ratio(shown["risk_ratio"]) < ratio(shown["previous_ratio"]))
        await #expect(throws: DatabaseError.self) {
            try await connection.execute("UPDATE predictions SET probability = 0.5")
        }
        await #expect(throws: DatabaseError.self) {
            try await connection.execute("UPDATE model_versions SET labels = 1")
        }
    }

    @Test("answer what if, and keep nothing of it")
    func whatIf() async throws {
        let world = try await PredictionCast(labels: 300)
        try await world.training.train(.satisfaction, cause: .command)
        _ = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        let now = await prediction(world, 900)
        let answer = await world.client.call(
            "POST", "/tickets/900/prediction/what-if",
            json: #"{"changes": {"longest_wait_seconds": 60, "total_wait_seconds": 60, "first_response_seconds": 60}}"#)
        guard case .object(let imagined) = answer.json else { throw Problem.internalFault }
        #expect(ratio(imagined["risk_ratio"]) < ratio(now["risk_ratio"]))
        #expect(imagined["previous_ratio"] == now["risk_ratio"])
        #expect(await prediction(world, 900)["risk_ratio"] == now["risk_ratio"])
        let wrong = await world.client.call(
            "POST", "/tickets/900/prediction/what-if",
            json: #"{"changes": {"mood": 1, "reopens": -1, "channel": 2, "attachments": "many"}}"#)
        #expect(wrong.status == 422)
        #expect(wrong.pointers == ["/changes/attachments", "/changes/channel", "/changes/mood", "/changes/reopens"])
    }

    @Test("take somebody's last word on them")
    func feedback() async throws {
        let world = try await PredictionCast(labels: 300)
        try await world.training.train(.satisfaction, cause: .command)
        _ = try await world.waiting(900, since: "2026-11-19T11:00:00Z")
        let path = "/tickets/900/prediction/feedback"
        #expect(
            await world.client.call("POST", path, json: #"{"verdict": "wrong"}"#).status == 409, "nothing predicted")
        _ = await prediction(world, 900)
        #expect(await world.client.call("POST", path, json: #"{"verdict": "wrong", "note": "happy"}"#).status == 200)
        #expect(await world.client.call("POST", path, json: #"{"verdict": "right"}"#).status == 200)
        #expect(await prediction(world, 900)["feedback"] == .string("right"))
        #expect(await world.client.call("POST", path, json: #"{"verdict": "maybe"}"#).status == 422)
        #expect(
            await world.client.call("POST", "/tickets/77777/prediction/feedback", json: #"{"verdict": "right"}"#).status
                == 404)
    }
}
