import Basics
import Foundation
import Postgres

/// What became of the open deals since a moment.
struct ForecastChanges: Sendable, JSONWritable {
    /// What the open deals were worth then and are worth now, in one currency.
    ///
    /// Both with the service ratio as it is now, so that the difference comes of the deals alone.
    struct Worth: Sendable, JSONWritable {
        let then: Money
        let now: Money

        init(then: Money, now: Money) {
            self.then = then
            self.now = now
        }

        init(_ row: Row) throws {
            let currency: String = try row["currency"]
            then = Money(try row["then_minor"], currency)
            now = Money(try row["now_minor"], currency)
        }

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("weighted_then", then)
                json.field("weighted_now", now)
            }
        }
    }

    let since: Date
    let worth: [Worth]
    let items: [ForecastChange]

    static var example: ForecastChanges {
        ForecastChanges(
            since: Examples.instant, worth: [Worth(then: Money(100_000, "CNY"), now: Money(128_000, "CNY"))],
            items: [.example])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("since", since)
            json.field("worth", worth)
            json.field("items", items)
        }
    }
}

/// A deal that is not as it was.
struct ForecastChange: Sendable, JSONWritable {
    /// What weighs most of what happened to it.
    enum Kind: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case new
        case won
        case lost
        case removed
        case reopened
        case moved
        case amount
        case postponed
        case sooner
    }

    /// How a deal stood.
    struct Standing: Sendable, JSONWritable {
        let stageName: String
        let amount: Money
        let expectedCloseOn: String?

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("stage_name", stageName)
                json.field("amount", amount)
                json.field("expected_close_on", expectedCloseOn)
            }
        }
    }

    let kind: Kind
    let number: Int
    let title: String
    let customer: Named
    let then: Standing?
    let now: Standing

    init(_ row: Row) throws {
        kind = try row["kind"]
        number = try row["number"]
        title = try row["title"]
        customer = Named(id: try row["customer_id"], name: try row["customer_name"])
        let before: String? = try row["then_stage"]
        then = try before.map {
            Standing(
                stageName: $0, amount: Money(try row["then_minor"], try row["then_currency"]),
                expectedCloseOn: try row["then_day"])
        }
        now = Standing(
            stageName: try row["now_stage"], amount: Money(try row["now_minor"], try row["now_currency"]),
            expectedCloseOn: try row["now_day"])
    }

    private init(exampleNumber: Int) {
        kind = .moved
        number = exampleNumber
        title = "Tea for the office"
        customer = Named(id: Examples.customer, name: "陈美")
        then = Standing(stageName: "Lead", amount: Money(1_280_000, "CNY"), expectedCloseOn: "2026-12-15")
        now = Standing(stageName: "Qualified", amount: Money(1_280_000, "CNY"), expectedCloseOn: "2026-12-15")
    }

    static var example: ForecastChange { ForecastChange(exampleNumber: 112) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("kind", kind)
            json.field("number", number)
            json.field("title", title)
            json.field("customer", customer)
            json.field("then", then)
            json.field("now", now)
        }
    }
}
