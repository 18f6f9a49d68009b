import Basics
package import EventLoop
import Foundation
package import Gateway

/// The pages people visit: which built file, or which module's page, answers which path.
@Loop package struct Pages {
    /// A page a module renders itself, such as a hosted form without JavaScript.
    package typealias Renderer = @Loop @Sendable (HTTPHead) async throws -> Response?

    package let files: StaticFiles
    package let isDemo: Bool
    private let panelAncestors: @Loop @Sendable (String) async throws -> [String]
    private let demo: @Loop @Sendable (String, HTTPHead) async throws -> String

    /// - Parameter panelAncestors: The origins that may frame the panel of the chat inbox with this key; empty means
    ///   every page may.
    /// - Parameter demo: Fills in the demo shop's page.
    package init(
        files: StaticFiles, isDemo: Bool, panelAncestors: @escaping @Loop @Sendable (String) async throws -> [String],
        demo: @escaping @Loop @Sendable (String, HTTPHead) async throws -> String
    ) {
        self.files = files
        self.isDemo = isDemo
        self.panelAncestors = panelAncestors
        self.demo = demo
    }

    /// The page at the request's path, or `nil` when there is none.
    func response(for head: HTTPHead) async throws -> Response? {
        guard head.method == "GET" || head.method == "HEAD" else { return nil }
        let segments = head.path.split(separator: "/").map(String.init)
        switch segments.first {
        case "assets" where segments.count == 2: return files.response("assets/\(segments[1])", for: head)
        case "widget.js" where segments.count == 1: return files.response("widget.js", for: head)
        case "widget": return try await panel(head)
        case "demo" where isDemo && segments.count == 1: return try await demoShop(head)
        case "forms" where segments.count == 2: return template("form", key: segments[1])
        case "s" where segments.count == 2: return sheet("survey", for: head)
        case "offers" where segments.count == 2: return sheet("offer", for: head)
        case "quotes" where segments.count == 2: return sheet("quote", for: head)
        case "unsubscribe" where segments.count == 2:
            return template("unsubscribe", key: segments[1])?.adding("Referrer-Policy", "no-referrer")
        case "reports": return files.response("reports/index.html", for: head)
        case nil, "tickets", "customers", "companies", "orders", "sales", "at-risk", "today", "marketing", "settings",
            "audit",
            "profile", "invite", "setup", "sign-in":
            return files.response("console/index.html", for: head)
        default: return segments.count == 1 ? files.response("root/\(segments[0])", for: head) : nil
        }
    }

    /// A page whose address ends in a token.
    ///
    /// Mail scanners follow such links: showing the page records nothing, and no referrer carries the token away.
    private func sheet(_ name: String, for head: HTTPHead) -> Response? {
        files.response("pages/\(name).html", for: head)?.adding("Referrer-Policy", "no-referrer")
    }

    /// A page whose plain markup posts to what this key names where scripts do not run.
    private func template(_ name: String, key: String) -> Response? {
        guard let template = files.text("pages/\(name).html"),
            key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        else { return nil }
        return .html(
            template.replacingOccurrences(of: "{{key}}", with: key),
            headers: [
                ("Content-Security-Policy", SecurityHeaders.contentSecurityPolicy()), ("Cache-Control", "no-cache"),
            ])
    }

    private func panel(_ head: HTTPHead) async throws -> Response? {
        guard head.path == "/widget/panel.html", var page = files.response("widget/panel.html", for: head) else {
            return nil
        }
        let key = head.queryItems.first { $0.0 == "inbox" }?.1 ?? ""
        let ancestors = try await panelAncestors(key)
        page.headers.removeAll { $0.0 == "Content-Security-Policy" }
        page.headers.append(
            (
                "Content-Security-Policy",
                SecurityHeaders.contentSecurityPolicy(ancestors: ancestors.isEmpty ? ["*"] : ancestors)
            ))
        page.headers.append(("Cross-Origin-Opener-Policy", "unsafe-none"))
        return page
    }

    private func demoShop(_ head: HTTPHead) async throws -> Response? {
        guard let template = files.text("pages/demo.html") else { return nil }
        return .html(
            try await demo(template, head),
            headers: [
                ("Content-Security-Policy", SecurityHeaders.contentSecurityPolicy()), ("Cache-Control", "no-cache"),
            ])
    }
}
