package import Basics

/// The machine-readable description of every route (OpenAPI 3.1.0), made from the route table and the wire types'
/// examples.
package struct OpenAPIDocument: Sendable {
    private let routes: [Route]

    package init(routes: [Route]) {
        self.routes = routes.sorted { ($0.path, $0.method) < ($1.path, $1.method) }
    }

    package var json: JSONValue {
        var definitions: [String: JSONValue] = ["Problem": Self.problem]
        var paths: [String: JSONValue] = [:]
        for route in routes {
            var methods: [String: JSONValue] = [:]
            if case .object(let known) = paths["/api/v1\(route.path)"] { methods = known }
            methods[route.method.lowercased()] = operation(route, &definitions)
            paths["/api/v1\(route.path)"] = .object(methods)
        }
        return [
            "openapi": .string("3.1.0"),
            "info": [
                "title": .string("Deskbell"), "version": .string("1"),
                "description": .string(
                    "Customer service, live chat and customer records. Instants are RFC 3339 UTC, durations are seconds, errors are RFC 9457 problems."
                ),
            ],
            "paths": .object(paths),
            "components": [
                "schemas": .object(definitions),
                "securitySchemes": [
                    "session": [
                        "type": .string("apiKey"), "in": .string("cookie"), "name": .string("deskbell_session"),
                    ],
                    "apiKey": ["type": .string("http"), "scheme": .string("bearer")],
                    "visitor": [
                        "type": .string("apiKey"), "in": .string("header"), "name": .string("X-Visitor-Token"),
                    ],
                ],
            ],
        ]
    }

    private static let problem: JSONValue = [
        "type": .string("object"),
        "required": .array(["type", "title", "status", "detail", "instance"].map(JSONValue.string)),
        "properties": [
            "type": ["type": .string("string")], "title": ["type": .string("string")],
            "status": ["type": .string("integer")], "detail": ["type": .string("string")],
            "instance": ["type": .string("string")],
            "errors": [
                "type": .string("array"),
                "items": [
                    "type": .string("object"),
                    "properties": ["pointer": ["type": .string("string")], "detail": ["type": .string("string")]],
                ],
            ],
        ],
    ]

    private func operation(_ route: Route, _ definitions: inout [String: JSONValue]) -> JSONValue {
        var fields: [String: JSONValue] = [
            "summary": .string(route.summary),
            "operationId": .string(Self.operationID(route)),
            "tags": .array([.string(route.path.split(separator: "/").first.map(String.init) ?? "")]),
            "responses": responses(route, &definitions),
            "security": security(route.access),
        ]
        let parameters =
            pathParameters(route)
            + route.query.map { query in
                [
                    "name": .string(query.name), "in": .string("query"), "description": .string(query.summary),
                    "schema": ["type": .string("string")],
                ]
            }
        if !parameters.isEmpty { fields["parameters"] = .array(parameters) }
        if let body = requestBody(route, &definitions) { fields["requestBody"] = body }
        return .object(fields)
    }

    private func pathParameters(_ route: Route) -> [JSONValue] {
        route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { name in
            [
                "name": .string(String(name.dropFirst().dropLast())), "in": .string("path"), "required": .bool(true),
                "schema": ["type": .string("string")],
            ]
        }
    }

    private func requestBody(_ route: Route, _ definitions: inout [String: JSONValue]) -> JSONValue? {
        var content: [String: JSONValue] = [:]
        if let input = route.input {
            content["application/json"] = ["schema": Schema(reading: input.example).json(definitions: &definitions)]
        }
        if case .form = route.body { content["multipart/form-data"] = ["schema": ["type": .string("object")]] }
        if case .raw = route.body { content["application/octet-stream"] = ["schema": ["type": .string("string")]] }
        return content.isEmpty ? nil : ["required": .bool(true), "content": .object(content)]
    }

    private func responses(_ route: Route, _ definitions: inout [String: JSONValue]) -> JSONValue {
        var success: [String: JSONValue] = ["description": .string(route.summary)]
        if let output = route.output {
            let schema = Self.schema(of: output).json(definitions: &definitions)
            success["content"] = ["application/json": ["schema": route.isPage ? Self.page(of: schema) : schema]]
        }
        return [
            String(route.status): .object(success),
            "default": [
                "description": .string("A problem"),
                "content": ["application/problem+json": ["schema": ["$ref": .string("#/components/schemas/Problem")]]],
            ],
        ]
    }

    private static func schema(of output: any WireType.Type) -> Schema {
        let example = output.example
        return (example as? any WireType & JSONWritable).map { Schema(writing: $0) } ?? Schema(reflecting: example)
    }

    private static func page(of schema: JSONValue) -> JSONValue {
        [
            "type": .string("object"), "required": .array([.string("items"), .string("next_cursor")]),
            "properties": [
                "items": ["type": .string("array"), "items": schema],
                "next_cursor": ["anyOf": .array([["type": .string("string")], ["type": .string("null")]])],
            ],
        ]
    }

    private func security(_ access: RouteAccess) -> JSONValue {
        switch access {
        case .anyone: .array([])
        case .signedIn, .permission: .array([["session": .array([])], ["apiKey": .array([])]])
        case .visitor: .array([["visitor": .array([])]])
        }
    }

    /// Such as `getTicketsMessages` for `GET /tickets/{id}/messages`.
    private static func operationID(_ route: Route) -> String {
        let words = route.path.split(whereSeparator: { "/-_{}".contains($0) })
        return route.method.lowercased() + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// `web/shared/apiTypes.ts`: one interface per wire type.
    package var typeScript: String {
        var declarations: [String: String] = [:]
        for route in routes {
            if let input = route.input { _ = Schema(reading: input.example).typeScript(declarations: &declarations) }
            if let output = route.output { _ = Self.schema(of: output).typeScript(declarations: &declarations) }
        }
        let bodies = declarations.sorted { $0.key < $1.key }.map(\.value)
        return "// Made by `deskbell openapi` from the server's wire types. Do not edit.\n\n"
            + bodies.joined(separator: "\n")
    }
}
