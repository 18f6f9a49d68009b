import Basics
import Testing
import Web

private struct Parcel: Decodable, Sendable {
    let trackingNumber: String
    let weightGrams: Int
    let customFields: [String: JSONValue]?
    let userID: Patch<String>
    let note: Patch<String>
}

@Suite("Input")
struct InputTests {
    private func decode(_ json: String) throws -> Parcel {
        try Input.decode(Parcel.self, from: Array(json.utf8))
    }

    private func refusal(_ json: String) -> Problem? {
        do {
            _ = try decode(json)
            return nil
        } catch {
            return error as? Problem
        }
    }

    @Test("snake_case fields fill camelCase properties, and keys that are data stay as they are")
    func snakeCase() throws {
        let parcel = try decode(
            #"{"tracking_number": "SF1", "weight_grams": 5, "custom_fields": {"gift_wrap": true}, "user_id": "u"}"#)
        #expect(parcel.trackingNumber == "SF1")
        #expect(parcel.customFields == ["gift_wrap": .bool(true)])
        #expect(parcel.userID == .value("u"))
    }

    @Test("a field not sent differs from a field sent as null")
    func patch() throws {
        let parcel = try decode(#"{"tracking_number": "", "weight_grams": 1, "note": null}"#)
        #expect(parcel.note == .null)
        #expect(parcel.userID == .absent)
        #expect(Patch<String>.absent.applied(to: "old" as String?) == "old")
        #expect(Patch<String>.null.applied(to: "old" as String?) == nil)
    }

    @Test("a missing field is named by its pointer")
    func missing() {
        #expect(refusal(#"{"weight_grams": 1}"#) == .invalid("/tracking_number", "is required"))
    }

    @Test("a field of another type is named by its pointer")
    func wrongType() {
        #expect(
            refusal(#"{"tracking_number": 7, "weight_grams": 1}"#) == .invalid("/tracking_number", "must be a text"))
    }

    @Test("what is not JSON is malformed")
    func malformed() {
        #expect(refusal("{")?.status == 400)
        #expect(refusal("")?.status == 400)
        #expect(refusal("{\"tracking_number\": \"\u{0}")?.status == 400)
    }

    @Test("JSON nested deeper than the limit is refused before it is decoded")
    func deepNesting() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(refusal(deep) == .malformed("JSON may nest at most 64 levels deep."))
    }

    @Test(
        "camelCase and snake_case are each other's inverse",
        arguments: ["user_id", "page_url", "created_at", "name", "attachment_ids"])
    func inverse(snake: String) {
        #expect(Input.snakeCase(Input.camelCase(snake)) == snake)
    }
}
