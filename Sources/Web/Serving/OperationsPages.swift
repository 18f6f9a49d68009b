import Basics
package import EventLoop
import Gateway
package import Postgres

/// What operators read: `/healthz`, `/readyz`, `/metrics`, and the OpenAPI document.
@Loop package final class OperationsPages {
    private let database: Database
    private let openAPI: [UInt8]
    private let gauges: @Loop @Sendable () -> [Metric]
    private var requests: [RequestKey: RequestCount] = [:]

    private struct RequestKey: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct RequestCount {
        var count = 0
        var seconds = 0.0
    }

    /// - Parameter gauges: What gateway, database and hub count themselves.
    package init(database: Database, openAPI: [UInt8], gauges: @escaping @Loop @Sendable () -> [Metric]) {
        self.database = database
        self.openAPI = openAPI
        self.gauges = gauges
    }

    func response(for head: HTTPHead) async -> Response? {
        switch head.path {
        case "/healthz": return .json(["status": "alive"] as JSONObject)
        case "/readyz":
            do {
                // A probe must not wait for a link to come back, as a request does.
                guard database.isAnswering else { throw Problem.databaseAway }
                try await database.connection.execute("SELECT 1")
                return .json(["status": "ready"] as JSONObject)
            } catch {
                return .json(["status": "the database does not answer"] as JSONObject, status: 503)
            }
        case "/metrics": return .text(metricsText, contentType: "text/plain; version=0.0.4; charset=utf-8")
        case "/openapi.json": return .json(bytes: openAPI)
        default: return nil
        }
    }

    func count(method: String, route: String, status: Int, since started: ContinuousClock.Instant) {
        let elapsed = started.duration(to: .now)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(method) ? method : "other"
        let key = RequestKey(method: known, route: route, status: status)
        requests[key, default: RequestCount()].count += 1
        requests[key, default: RequestCount()].seconds += seconds
        Log.info(
            "request",
            ["method": known, "route": route, "status": status, "milliseconds": (seconds * 1e6).rounded() / 1e3])
    }

    /// Source: Prometheus text exposition format 0.0.4.
    private var metricsText: String {
        var text = "# TYPE deskbell_http_requests_total counter\n"
        let sorted = requests.sorted {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }
        for (key, count) in sorted {
            text += "deskbell_http_requests_total{\(labels(key))} \(count.count)\n"
        }
        text += "# TYPE deskbell_http_request_seconds_total counter\n"
        for (key, count) in sorted {
            text += "deskbell_http_request_seconds_total{\(labels(key))} \(count.seconds)\n"
        }
        for metric in gauges() {
            text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
            text += "\(metric.name) \(metric.value)\n"
        }
        return text
    }

    private func labels(_ key: RequestKey) -> String {
        "method=\"\(key.method)\",route=\"\(key.route)\",status=\"\(key.status)\""
    }
}

/// One number of `/metrics`.
package struct Metric: Sendable {
    package enum Kind: String, Sendable {
        case counter
        case gauge
    }

    package let name: String
    package let help: String
    package let kind: Kind
    package let value: Double

    package init(_ name: String, _ help: String, _ kind: Kind, _ value: Double) {
        self.name = name
        self.help = help
        self.kind = kind
        self.value = value
    }
}

/// A small object written field by field.
struct JSONObject: JSONWritable, ExpressibleByDictionaryLiteral {
    private let fields: [(String, String)]

    init(dictionaryLiteral elements: (String, String)...) {
        fields = elements
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in fields { json.field(name, value) }
        }
    }
}
