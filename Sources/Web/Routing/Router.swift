import Basics
import Foundation

/// Finds the route for a method and a path: a tree of path segments, so that a thousand routes cost as much as ten.
package struct Router: Sendable {
    package enum Match: Sendable {
        case route(Route, parameters: [String: String])
        /// The path exists, the method does not.
        case otherMethods([String])
        case none
    }

    private final class Node: Sendable {
        let children: [String: Node]
        let parameter: Node?
        let routes: [String: Route]

        init(routes entries: [(segments: ArraySlice<Substring>, route: Route)]) {
            var here: [String: Route] = [:]
            var below: [String: [(ArraySlice<Substring>, Route)]] = [:]
            var named: [(ArraySlice<Substring>, Route)] = []
            for (segments, route) in entries {
                guard let first = segments.first else {
                    precondition(here[route.method] == nil, "two routes for \(route.method) \(route.path)")
                    here[route.method] = route
                    continue
                }
                if first.hasPrefix("{") {
                    named.append((segments.dropFirst(), route))
                } else {
                    below[String(first), default: []].append((segments.dropFirst(), route))
                }
            }
            routes = here
            children = below.mapValues { Node(routes: $0) }
            parameter = named.isEmpty ? nil : Node(routes: named)
        }
    }

    private let root: Node
    package let routes: [Route]

    package init(_ routes: [Route]) {
        self.routes = routes
        root = Node(routes: routes.map { ($0.path.split(separator: "/")[...], $0) })
    }

    /// - Parameter path: Below `/api/v1`, still percent-encoded.
    package func match(method: String, path: some StringProtocol) -> Match {
        let segments = Self.segments(path).map(String.init)
        guard segments.count <= 12, let node = descend(root, segments[...]), !node.routes.isEmpty else { return .none }
        let wanted = method == "HEAD" ? "GET" : method
        guard let route = node.routes[wanted] else { return .otherMethods(node.routes.keys.sorted()) }
        var parameters: [String: String] = [:]
        for (name, value) in zip(Self.segments(route.path), segments) where name.hasPrefix("{") {
            parameters[String(name.dropFirst().dropLast())] = value.removingPercentEncoding ?? value
        }
        return .route(route, parameters: parameters)
    }

    private static func segments(_ path: some StringProtocol) -> [Substring] {
        String(path).split(separator: Character("/"), omittingEmptySubsequences: true)
    }

    /// Fixed names win over parameters, so `/tickets/counts` is not a ticket called "counts".
    private func descend(_ node: Node, _ segments: ArraySlice<String>) -> Node? {
        guard let first = segments.first else { return node.routes.isEmpty ? nil : node }
        if let child = node.children[first], let found = descend(child, segments.dropFirst()) { return found }
        return node.parameter.flatMap { descend($0, segments.dropFirst()) }
    }
}
