import CPostgres

/// Names of the types Deskbell's tables use, for error messages.
///
/// Source: `pg_type.dat` of PostgreSQL 15.
enum ColumnType {
    private static let names: [Oid: String] = [
        16: "boolean", 17: "bytea", 20: "bigint", 21: "smallint", 23: "integer", 25: "text", 114: "json",
        700: "real", 701: "double precision", 1000: "boolean[]", 1007: "integer[]", 1009: "text[]", 1016: "bigint[]",
        1022: "double precision[]", 1043: "varchar", 1082: "date", 1083: "time", 1114: "timestamp",
        1184: "timestamptz", 1185: "timestamptz[]", 1186: "interval", 1700: "numeric", 2950: "uuid", 2951: "uuid[]",
        3802: "jsonb",
    ]

    static func name(_ oid: Oid) -> String { names[oid] ?? "oid \(oid)" }
}
