// The shapes of `GET /api/v1/reports…`.

export type Unit = "count" | "seconds" | "ratio" | "rating" | "date" | "id" | "text";
export type ReportName = "overview" | "volume" | "first-response" | "resolution" | "backlog" | "csat";
export type Grouping = "day" | "week" | "agent" | "team" | "channel" | "tag" | "inbox";
export type Cell = number | string | null;
export type Figures = Record<string, number | null>;

export interface Report {
    name: ReportName;
    from: string;
    to: string;
    time_zone: string;
    group_by: Grouping;
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

export interface Page<Item> { items: Item[]; next_cursor: string | null }
