import CPostgres

extension DatabaseError {
    /// The refusal libpq reports in `result`.
    init(result: OpaquePointer, statement: String?) {
        func field(_ code: Character) -> String? {
            guard let ascii = code.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else { return nil }
            return String(cString: text)
        }
        // The codes are PG_DIAG_SQLSTATE, _CONSTRAINT_NAME and _MESSAGE_PRIMARY of postgres_ext.h. The detail line is
        // left out on purpose: it repeats values, which do not belong in a log.
        let state = field("C")
        let kind: Kind =
            switch state {
            case "57014", "55P03": .timeout
            case "57P01", "57P02", "57P03", "08006", "08003": .connectionLost
            case nil: .connectionLost
            default: .server
            }
        let fallback = PQresultErrorMessage(result).map { String(cString: $0) } ?? "unknown error"
        self.init(
            kind, field("M") ?? fallback, sqlState: state, constraint: field("n"), statement: statement)
    }
}
