import type { Figures, Grouping, ReportName, Unit } from "./reportTypes";
import { numberOf } from "./amounts";

/** One line or set of bars in a card's chart. */
export interface Series { key: string; kind: "bar" | "line" }

/** What a card says about its report. */
export interface CardPlan {
    report: Exclude<ReportName, "overview">;
    /** What the card is called, where a report has more cards than one; its sentences stand under that name. */
    name?: string;
    /** What stands behind the figure. */
    subject: "tickets" | "orders" | "customers" | "offers";
    /** Whether longer stretches of time are its natural rows: a rate per day would be noise. */
    slow?: boolean;
    /** The cuts the report knows. */
    cuts: readonly Grouping[];
    /** The column of the large figure. */
    main: string;
    unit: Unit;
    better: "more" | "less" | "neither";
    series: Series[];
    /** Whether shorter words do: what is not there is not told as left out. */
    plain?: (total: Figures) => boolean;
    /** The rows behind the figure: which of the report's sets, and the name it has on the page. */
    measures: string[];
    /** How many cases the figure rests on; few are said to be few. */
    cases: (total: Figures) => number;
}

const count = (key: string) => (total: Figures) => numberOf(total[key]) ?? 0;
const tickets = { subject: "tickets", cuts: ["agent", "team", "channel", "tag"] } as const;
const orders = { report: "orders", subject: "orders", cuts: ["status", "source", "currency"] } as const;
const customers = { subject: "customers", cuts: [], slow: true } as const;

/** The cards in the order of the page: how content people are, then how fast we are, then how much there is. */
export const cards: CardPlan[] = [
    {
        ...tickets, report: "csat", main: "csat_ratio", unit: "ratio", better: "more", series: [{ key: "csat_ratio", kind: "line" }],
        measures: ["answered", "unsatisfied", "satisfied", "sent"], cases: count("answered_count"),
    },
    {
        ...tickets, report: "first-response", main: "median_seconds", unit: "seconds", better: "less",
        series: [{ key: "median_seconds", kind: "line" }], measures: ["answered", "unanswered"],
        cases: count("answered_count"),
    },
    {
        ...tickets, report: "resolution", main: "median_seconds", unit: "seconds", better: "less",
        series: [{ key: "median_seconds", kind: "line" }], measures: ["solved"], cases: count("solved_count"),
    },
    {
        ...tickets, report: "volume", main: "created_count", unit: "count", better: "neither",
        series: [{ key: "created_count", kind: "bar" }, { key: "solved_count", kind: "line" }],
        measures: ["created", "solved", "reopened"], cases: count("created_count"),
    },
    {
        ...tickets, cuts: ["agent", "team", "channel"], report: "backlog", main: "open_count", unit: "count", better: "less",
        series: [{ key: "open_count", kind: "bar" }, { key: "waiting_count", kind: "line" }],
        measures: ["unsolved", "open", "waiting", "snoozed", "unassigned"], cases: () => Infinity,
    },
    {
        ...tickets, cuts: ["agent", "team", "channel"], slow: true, report: "answer-rate", main: "answer_ratio", unit: "ratio", better: "more",
        plain: (total) => numberOf(total["unpredicted_sent_count"]) === numberOf(total["sent_count"]),
        series: [{ key: "low_answer_ratio", kind: "line" }, { key: "typical_answer_ratio", kind: "line" }, { key: "high_answer_ratio", kind: "line" }],
        measures: ["sent", "answered", "unanswered", "low", "typical", "high", "unpredicted"], cases: count("sent_count"),
    },
    {
        report: "recommendations", subject: "offers", slow: true, cuts: ["method", "reason", "agent", "team", "channel"],
        main: "accepted_ratio", unit: "ratio", better: "more", series: [{ key: "accepted_ratio", kind: "line" }],
        measures: ["accepted", "offered", "pending", "not_accepted"], cases: count("offered_count"),
    },
];

/** The cards about what is sold. */
export const salesCards: CardPlan[] = [
    {
        ...orders, name: "revenue", main: "revenue", unit: "money", better: "more", series: [{ key: "revenue", kind: "bar" }], plain: (total) => numberOf(total["other_currency_count"]) === 0,
        measures: ["ordered", "other_currency"], cases: count("order_count"),
    },
    {
        ...orders, main: "order_count", unit: "count", better: "more",
        series: [{ key: "order_count", kind: "bar" }, { key: "cancelled_count", kind: "line" }], measures: ["ordered", "cancelled"],
        cases: count("order_count"),
    },
    {
        ...orders, name: "returns", main: "returned_ratio", unit: "ratio", better: "less", series: [{ key: "returned_ratio", kind: "line" }],
        measures: ["returned"], cases: count("order_count"),
    },
    {
        ...orders, name: "late", main: "late_shipment_ratio", unit: "ratio", better: "less",
        series: [{ key: "late_shipment_ratio", kind: "line" }], measures: ["late"], cases: count("promised_shipment_count"),
    },
    {
        report: "late-parcels", subject: "orders", slow: true, cuts: [], main: "told_contact_ratio", unit: "ratio", better: "less",
        series: [{ key: "told_contact_ratio", kind: "line" }, { key: "untold_contact_ratio", kind: "line" }],
        measures: ["told", "told_contacted", "untold", "untold_contacted", "noted", "too_new"], cases: (total) => Math.min(count("told_count")(total), count("untold_count")(total)),
    },
    {
        ...customers, report: "churn", main: "churn_ratio", unit: "ratio", better: "less",
        series: [{ key: "churn_ratio", kind: "line" }, { key: "retention_ratio", kind: "line" }],
        measures: ["lost", "at_start", "new", "won_back"], cases: count("start_count"),
    },
    {
        ...customers, report: "cross-selling", main: "cross_selling_ratio", unit: "ratio", better: "more",
        series: [{ key: "cross_selling_ratio", kind: "line" }, { key: "of_buyers_ratio", kind: "line" }],
        measures: ["cross_sold", "one_product"], cases: count("customer_count"),
    },
];
