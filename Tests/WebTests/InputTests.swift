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

    @Test(
        "JSON values are read as RFC 8259 says",
        arguments: [
            (
                #" {"a" : [1, -2.5, 1e3, 12345678901234567890] } "#,
                JSONValue.object([
                    "a": .array([.number(1), .number(-2.5), .number(1000), .number(12_345_678_901_234_567_168)])
                ])
            ),
            (#"["\u00e9\ud83d\ude00\n\"\/", "工单", ""]"#, .array([.string("é😀\n\"/"), .string("工单"), .string("")])),
            ("[true,false,null,[],{}]", .array([.bool(true), .bool(false), .null, .array([]), .object([:])])),
            (#"{"a":1,"a":2}"#, .object(["a": .number(2)])), ("0", .number(0)), ("-0.0e-2", .number(0)),
        ])
    func jsonValues(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(
        "what only looks like JSON is malformed",
        arguments: [
            "", " ", "{", "[1,]", "{,}", #"{"a":}"#, #"{"a":1,}"#, #"{a:1}"#, "[1 2]", "01", "1.", ".5", "1e", "-",
            "+1", "1e999",
            "tru", "nul", "'a'", #""a"#, #""\x""#, #""\u12""#, #""\ud800""#, #""\ude00""#, #""\ud800\u0041""#,
            "\"a\nb\"",
            "1 1", "{}}", "NaN", "\u{FEFF}1",
        ])
    func notJSONValues(text: String) {
        #expect(throws: Problem.malformed("The body is not valid JSON.")) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test("bytes that are not UTF-8 are malformed")
    func brokenText() {
        #expect(throws: Problem.self) { try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22]) }
        #expect(throws: Problem.self) { try JSONValue(parsing: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
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
