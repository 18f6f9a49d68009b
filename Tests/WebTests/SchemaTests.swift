import Basics
import Foundation
import Testing
import Web

private enum Colour: String, CaseIterable, Sendable {
    case red
    case darkBlue = "dark-blue"
}

private struct Box: WireType, JSONWritable {
    let id: ID<Box>
    let labelText: String
    let weightGrams: Int
    let colour: Colour
    let openedAt: Date?
    let parts: [Part]
    let custom: JSONValue

    struct Part: Sendable, JSONWritable {
        let name: String

        func write(to json: inout JSONWriter) {
            json.object { json in json.field("name", name) }
        }
    }

    static let example = Box(
        id: ID(UUID(uuid: UUID_NULL)), labelText: "tea", weightGrams: 5, colour: .red,
        openedAt: Date(timeIntervalSince1970: 0), parts: [Part(name: "lid")], custom: .null)

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("label_text", labelText)
            json.field("weight_grams", weightGrams)
            json.field("colour", colour.rawValue)
            json.field("opened_at", openedAt)
            json.field("parts", parts)
            json.field("custom", custom)
        }
    }
}

private struct BoxPatch: WireType, Decodable {
    let labelText: Patch<String>
    let force: Bool?

    static let example = BoxPatch(labelText: .value("tea"), force: true)
}

private let UUID_NULL: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

@Suite("Schemas")
struct SchemaTests {
    @Test("the fields of an output are those its example writes, with the types it declares")
    func fieldsAreWritten() throws {
        guard case .object(let name, let fields) = Schema(writing: Box.example) else {
            Issue.record("a struct is no object")
            return
        }
        #expect(name == "Box")
        guard case .object(let written) = try JSONValue(parsing: JSONWriter.write(Box.example)) else {
            Issue.record("the example writes no object")
            return
        }
        #expect(Set(fields.map(\.name)) == Set(written.keys))
        #expect(
            Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.schema) }) == [
                "id": .uuid, "label_text": .string, "weight_grams": .integer, "colour": .choice(["red", "dark-blue"]),
                "opened_at": .nullable(.instant), "custom": .any,
                "parts": .array(.object(name: "Part", fields: [.init(name: "name", schema: .string)])),
            ])
    }

    @Test("what is written as null stays required, what may be left out does not")
    func required() {
        var definitions: [String: JSONValue] = [:]
        _ = Schema(writing: Box.example).json(definitions: &definitions)
        _ = Schema(reading: BoxPatch.example).json(definitions: &definitions)
        #expect(definitions["Box"]?["required"]?.array?.count == 7)
        #expect(definitions["BoxPatch"]?["required"]?.array?.contains(.string("label_text")) == false)
        #expect(
            definitions["Box"]?["properties"]?["colour"]
                == ["type": .string("string"), "enum": .array([.string("red"), .string("dark-blue")])])
        #expect(
            definitions["Box"]?["properties"]?["opened_at"]
                == [
                    "anyOf": .array([
                        ["type": .string("string"), "format": .string("date-time")], ["type": .string("null")],
                    ])
                ])
    }

    @Test("TypeScript says the same")
    func typeScript() {
        var declarations: [String: String] = [:]
        #expect(Schema(writing: Box.example).typeScript(declarations: &declarations) == "Box")
        _ = Schema(reading: BoxPatch.example).typeScript(declarations: &declarations)
        #expect(
            declarations["Box"] == """
                export interface Box {
                  colour: "red" | "dark-blue";
                  custom: unknown;
                  id: string;
                  label_text: string;
                  opened_at: string | null;
                  parts: Part[];
                  weight_grams: number;
                }

                """)
        #expect(
            declarations["BoxPatch"]?.contains("  label_text?: string | null;\n  force?: boolean | null;\n") == true)
    }

    @Test("the document describes a route: its path, who may ask, what goes in and what comes out")
    func document() {
        let routes = [
            Route.post("/boxes", "Packs a box.", .permission(.ticketsWrite), input: BoxPatch.self, output: Box.self) {
                _ in
                .noContent
            },
            Route.get("/boxes/{id}", "A box.", .anyone, output: Box.self) { _ in .noContent },
        ]
        let paths = OpenAPIDocument(routes: routes).json["paths"]
        let post = paths?["/api/v1/boxes"]?["post"]
        #expect(post?["operationId"] == .string("postBoxes"))
        #expect(
            post?["responses"]?["201"]?["content"]?["application/json"]?["schema"]
                == ["$ref": .string("#/components/schemas/Box")])
        #expect(post?["requestBody"]?["required"] == .bool(true))
        #expect(post?["security"]?.array?.count == 2)
        let get = paths?["/api/v1/boxes/{id}"]?["get"]
        #expect(get?["security"] == .array([]))
        #expect(get?["parameters"]?.array?.first?["in"] == .string("path"))
    }
}
