package import Basics
package import Foundation
import Gateway

/// The one place where a `Problem` becomes `application/problem+json` (RFC 9457), for HTTP and for live frames alike.
package struct ProblemDocument: JSONWritable {
    package let problem: Problem
    package let instance: UUID

    package init(_ problem: Problem, instance: UUID) {
        self.problem = problem
        self.instance = instance
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("type", "/problems/\(problem.kind)")
            json.field("title", problem.title)
            json.field("status", problem.status)
            json.field("detail", problem.detail.isEmpty ? problem.title : problem.detail)
            json.field("instance", "urn:uuid:\(instance.uuidString.lowercased())")
            if !problem.fields.isEmpty {
                json.array("errors") { json in
                    for field in problem.fields {
                        json.object { json in
                            json.field("pointer", field.pointer)
                            json.field("detail", field.detail)
                        }
                    }
                }
            }
            for (name, value) in problem.members.sorted(by: { $0.key < $1.key }) { json.field(name, value) }
        }
    }

    package var response: Response {
        var headers = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
        if let seconds = problem.retryAfterSeconds { headers.append(("Retry-After", String(seconds))) }
        return Response(status: problem.status, headers: headers, body: .bytes(JSONWriter.write(self)))
    }
}
