package import Basics
package import Foundation
import Postgres

/// Which problem an error becomes at the edge, for HTTP and live frames alike.
///
/// What is nobody's fault but ours is logged once, here, with its whole cause and the id the answer names.
package enum ProblemMapping {
    /// - Parameter instance: The id of the request, as the problem's `instance` tells it.
    package static func problem(for error: any Error, place: StaticString, instance: UUID) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as DatabaseError where error.isAway: return .databaseAway
        case is CancellationError: return .overloaded
        default:
            Log.error(
                "request failed",
                [
                    "request_id": ID<Problem>(instance), "place": place.description,
                    "cause": String(describing: error),
                ])
            return .internalFault
        }
    }
}

extension DatabaseError {
    fileprivate var isAway: Bool {
        switch kind {
        case .connectionLost, .unreachable, .timeout: true
        case .server: sqlState.map { ["57P01", "57P02", "57P03", "53300", "25006"].contains($0) } ?? false
        case .noRow, .decoding: false
        }
    }
}
