/// Every feature there is, with what it means; the definitions themselves are the SQL of `sql/views/features_*.sql`.
///
/// - Source: MODELS.md 5.2, whose numbers stand beside the groups. Left out because nothing records them yet:
///   service-level targets (5, 6), contracts (49), changes of plan or seats (50, half), campaigns (51), lead sources (52),
///   and failed payments (48, half). Read as configured today, because no history of it is kept: office hours; a deleted
///   tag is forgotten, and so is that a mail was moved to another ticket.
package enum FeatureCatalogue {
    /// Of one ticket at one moment.
    package static let ticket: [KnownFeature] = work + load + words + past

    /// Of one customer at one moment.
    package static let customer: [KnownFeature] = service + purchases + ratings

    /// 1-4, 7-17, 20.
    private static let work: [KnownFeature] = [
        KnownFeature("first_response_seconds", .seconds, "From opening to an agent's first answer"),
        KnownFeature("first_response_business_seconds", .seconds, "The same in office hours"),
        KnownFeature("longest_wait_seconds", .seconds, "The longest the customer waited for an answer"),
        KnownFeature("longest_wait_business_seconds", .seconds, "The same in office hours"),
        KnownFeature("total_wait_seconds", .seconds, "All waits for answers together"),
        KnownFeature("total_wait_business_seconds", .seconds, "The same in office hours"),
        KnownFeature("resolution_seconds", .seconds, "From opening to the last solving, or until now while unsolved"),
        KnownFeature("resolution_business_seconds", .seconds, "The same in office hours"),
        KnownFeature("agent_replies", .count, "Answers of agents"),
        KnownFeature("customer_messages", .count, "Messages of the customer"),
        KnownFeature("unanswered_messages", .count, "Most messages of the customer in a row without an answer"),
        KnownFeature("reopens", .count, "Times it was reopened"),
        KnownFeature("reassignments", .count, "Times it was taken from somebody"),
        KnownFeature("distinct_agents", .count, "People who answered"),
        .category("channel", "How it was opened"),
        KnownFeature("channel_switched", .flag, "Opened otherwise, continued by e-mail"),
        .category("priority", "Its priority at that moment"),
        .category("category", "Its first tag by name at that moment"),
        KnownFeature("out_of_hours", .flag, "Opened outside office hours"),
        KnownFeature("attachments", .count, "Files on messages"),
    ]

    /// 18, 19.
    private static let load: [KnownFeature] = [
        KnownFeature("backlog_at_creation", .count, "Other tickets unsolved when it was opened"),
        KnownFeature("agent_open_tickets", .count, "Other unsolved tickets of its agent"),
    ]

    /// 21-29.
    private static let words: [KnownFeature] = [
        KnownFeature("first_message_length", .count, "Characters of the customer's first message"),
        KnownFeature("exclamation_ratio", .ratio, "Share of ! and ? in what the customer wrote"),
        KnownFeature("capitals_ratio", .ratio, "Share of capitals among Latin letters"),
        KnownFeature("negative_words", .count, "Words of trouble or anger"),
        KnownFeature("negative_words_change", .count, "The same in the last message less the first"),
        KnownFeature("thanks_last", .flag, "The customer's last message thanks"),
        KnownFeature("complaint_words", .count, "Words of refund, cancelling or complaint"),
        KnownFeature("repeat_words", .count, "Words such as again, still, third time"),
        .category("language", "Language by script"),
    ]

    /// 30-36, 38, 39, 41.
    private static let past: [KnownFeature] = [
        KnownFeature("customer_rating_mean", .score, "The customer's earlier ratings, drawn to the company's mean"),
        KnownFeature("last_rating", .score, "The customer's last rating"),
        KnownFeature("last_rating_days", .days, "Days since that rating"),
        KnownFeature("surveys_sent", .count, "Surveys the customer got on other tickets"),
        KnownFeature("surveys_answered", .count, "How many of them were answered"),
        KnownFeature("agent_rating_mean", .score, "Ratings of the agent's other tickets, drawn to the company's mean"),
        KnownFeature(
            "category_rating_mean", .score, "Ratings of tickets with the same first tag, drawn to the company's mean"),
        KnownFeature("customer_tickets_30_days", .count, "The customer's other tickets of the last 30 days"),
        KnownFeature("customer_tickets_90_days", .count, "The customer's other tickets of the last 90 days"),
        KnownFeature("customer_unsolved_tickets", .count, "The customer's other unsolved tickets"),
        KnownFeature("customer_tenure_days", .days, "Days since the customer is known"),
        KnownFeature("customer_orders_365_days", .count, "The customer's orders of the last year"),
    ]

    /// 36-39.
    private static let service: [KnownFeature] = [
        KnownFeature("tickets_30_days", .count, "Tickets of the last 30 days"),
        KnownFeature("tickets_90_days", .count, "Tickets of the last 90 days"),
        KnownFeature("tickets_change_ratio", .ratio, "Tickets of the last 90 days by those of the 90 before"),
        KnownFeature("unsolved_tickets", .count, "Unsolved tickets"),
        KnownFeature("tenure_days", .days, "Days since the customer is known"),
    ]

    /// 40-48, 50.
    private static let purchases: [KnownFeature] = [
        KnownFeature("recency_days", .days, "Days since the last order"),
        KnownFeature("orders_total", .count, "Orders ever placed"),
        KnownFeature("orders_90_days", .count, "Orders of the last 90 days"),
        KnownFeature("orders_365_days", .count, "Orders of the last year"),
        KnownFeature("spend_365_days", .money, "Ordered for in the last year"),
        KnownFeature("average_order", .money, "The average order"),
        KnownFeature("average_order_change_ratio", .ratio, "The average order of the last 180 days by that of before"),
        KnownFeature("usual_gap_days", .days, "Usual days between orders"),
        KnownFeature("days_late", .days, "Days since the last order beyond the usual gap"),
        KnownFeature(
            "expected_orders_90_days", .count, "Orders the lifetime model expects within 90 days", transform: .log1p),
        KnownFeature("refunds", .money, "Paid back"),
        KnownFeature("returns_ratio", .ratio, "Share of orders something came back from"),
        KnownFeature("distinct_products", .count, "Different products bought"),
        KnownFeature("late_payments", .count, "Orders paid later than a week after placing, or still unpaid then"),
        KnownFeature("late_deliveries", .count, "Parcels later than promised"),
        KnownFeature("discount_ratio", .ratio, "Share of the price not charged"),
    ]

    /// 30-33.
    private static let ratings: [KnownFeature] = [
        KnownFeature("rating_mean", .score, "The customer's ratings, drawn to the company's mean"),
        KnownFeature("last_rating", .score, "The last rating"),
        KnownFeature("last_rating_days", .days, "Days since that rating"),
        KnownFeature("surveys_sent", .count, "Surveys sent"),
        KnownFeature("surveys_answered", .count, "Surveys answered"),
    ]
}
