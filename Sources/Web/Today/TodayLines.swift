package import Postgres

/// The lines of one part of the today list: a query whose columns say what each line shows.
package struct TodayLines: Sendable {
    /// A UUID.
    package var id: SQL
    /// What sort of line it is, such as a channel or `call`.
    package var kind: SQL = "''"
    package var title: SQL = "''"
    /// A second, quieter text.
    package var detail: SQL = "''"
    /// The number people know it by.
    package var number: SQL = "NULL::bigint"
    /// Whom it is about; their name is shown.
    package var customerID: SQL = "NULL::uuid"
    /// Whether one may want to call them.
    package var phones = false
    /// The instant its urgency hangs on: waiting since, due at, promised for.
    package var at: SQL = "NULL::timestamptz"
    /// The same where only the day is known.
    package var day: SQL = "NULL::date"
    package var amountMinor: SQL = "NULL::bigint"
    package var currency: SQL = "NULL::text"
    /// The console's page that opens.
    package var path: SQL
    /// Of the record, for changing it.
    package var version: SQL = "NULL::integer"
    package var from: SQL
    package var condition: SQL
    /// The most urgent first, down to the last tie.
    package var order: SQL
    /// Where only the first few are worth showing.
    package var most: Int?

    package init(id: SQL, path: SQL, from: SQL, where condition: SQL, order: SQL) {
        self.id = id
        self.path = path
        self.from = from
        self.condition = condition
        self.order = order
    }
}
