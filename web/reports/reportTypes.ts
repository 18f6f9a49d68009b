import type { Money, SegmentBounds } from "../shared/apiTypes";

// The shapes of `GET /api/v1/reports…`.

export type Unit = "count" | "seconds" | "ratio" | "rating" | "money" | "date" | "id" | "text";
export type ReportName = "overview" | "volume" | "first-response" | "resolution" | "backlog" | "csat" | "answer-rate" | "orders" | "churn" | "cross-selling" | "recommendations" | "late-parcels";
export type Grouping = "day" | "week" | "month" | "agent" | "team" | "channel" | "tag" | "inbox" | "status" | "source" | "currency" | "method" | "reason";
/** A figure: a number, or money where the column says so. */
export type Amount = number | Money | null;
export type Cell = Amount | string;
export type Figures = Record<string, Amount>;

export interface Report {
    name: ReportName;
    from: string;
    to: string;
    time_zone: string;
    group_by: Grouping;
    currency?: string;
    columns: { key: string; unit: Unit }[];
    rows: Record<string, Cell>[];
    total: Figures;
    previous?: { from: string; to: string; total: Figures };
}

export interface CatalogueEntry {
    name: ReportName;
    title: Record<"en" | "zh-Hans", string>;
    formula: Record<"en" | "zh-Hans", string>;
    group_by: Grouping[];
    measures: string[];
}

export interface ReportedTicket {
    ticket_id: string;
    number: number;
    subject: string;
    customer_name: string;
    agent_name: string | null;
    at: string;
    value_seconds: number | null;
    rating: number | null;
    comment: string | null;
}

export interface ReportedOrder {
    order_id: string;
    number: number;
    customer_name: string;
    status: string;
    at: string;
    total: Money;
}

export interface ReportedCustomer {
    customer_id: string;
    name: string;
    day: string;
    order_count: number;
    spent: Money;
}

export interface ReportedOffer {
    offer_id: string;
    customer_id: string;
    customer_name: string;
    product_name: string;
    method: string;
    reason: string | null;
    agent_name: string | null;
    at: string;
    accepted_at: string | null;
    quantity: number;
    price: Money;
    ticket_number: number | null;
    order_number: number | null;
    total: Money | null;
}

export interface Cohort {
    month: string;
    customer_count: number;
    months: { month_number: number; customer_count: number; ordered_again_ratio: number }[];
}

/** `GET /customer-values/summary`. */
export interface ValueSummary {
    prepared_at: string | null;
    customer_count: number;
    repeat_count: number;
    needed_customer_count: number;
    needed_repeat_count: number;
    has_model: boolean;
    model?: Record<string, number>;
    simple_total: Money;
    expected_total: Money | null;
    bounds: SegmentBounds;
    /** An earlier picture, where one was asked for and is there. */
    previous?: {
        day: string; customer_count: number; simple_total: Money; expected_total: Money | null;
        segments: { segmentation: string; segment: string; customer_count: number }[];
    } | null;
    tenths: { place: number; customer_count: number; simple: Money; expected: Money | null }[];
    segments: { segmentation: string; segment: string; customer_count: number; spent: Money; expected: Money | null }[];
}

export interface ValuedCustomer {
    customer_id: string;
    name: string;
    order_count: number;
    spent: Money;
    simple: Money | null;
    expected_order_count: number | null;
    expected: Money | null;
    rfm_segment: string;
}

export interface ProductPair {
    product_id: string;
    product_name: string;
    other_id: string;
    other_name: string;
    together_count: number;
    support_ratio: number;
    lift: number;
    previous_together_count: number | null;
    previous_lift: number | null;
}

export interface Page<Item> { items: Item[]; next_cursor: string | null }
