import Basics
import Postgres

/// How much is to be won in a month, in one currency.
struct MonthTarget: Sendable {
    /// `YYYY-MM`.
    let month: String
    /// 0 for one that was taken away.
    let amount: Money
    /// Grows by one each time it is set; 0 before the first time.
    let version: Int

    init(month: String, amount: Money, version: Int) {
        self.month = month
        self.amount = amount
        self.version = version
    }

    init(_ row: Row) throws {
        month = try row["month"]
        amount = Money(try row["amount_minor"], try row["currency"])
        version = try row["version"]
    }
}
