import type { Figures, ReportName, Unit } from "./reportTypes";

/** One line or set of bars in a card's chart. */
export interface Series { key: string; kind: "bar" | "line" }

/** What a card says about its report. */
export interface CardPlan {
    report: Exclude<ReportName, "overview">;
    /** The column of the large figure. */
    main: string;
    unit: Unit;
    better: "more" | "less" | "neither";
    series: Series[];
    /** The tickets behind the figure: which of the report's sets, and the name it has on the page. */
    measures: string[];
    /** How many cases the figure rests on; few are said to be few. */
    cases: (total: Figures) => number;
    /** The sentence below the figure, by its key, with the columns it names. */
    sentence: string;
}

const count = (key: string) => (total: Figures) => total[key] ?? 0;

/** The cards in the order of the page: how content people are, then how fast we are, then how much there is. */
export const cards: CardPlan[] = [
    {
        report: "csat", main: "csat_ratio", unit: "ratio", better: "more", series: [{ key: "csat_ratio", kind: "line" }],
        measures: ["answered", "unsatisfied", "satisfied", "sent"], cases: count("answered_count"), sentence: "reports.csat.of",
    },
    {
        report: "first-response", main: "median_seconds", unit: "seconds", better: "less",
        series: [{ key: "median_seconds", kind: "line" }], measures: ["answered", "unanswered"],
        cases: count("answered_count"), sentence: "reports.first-response.of",
    },
    {
        report: "resolution", main: "median_seconds", unit: "seconds", better: "less",
        series: [{ key: "median_seconds", kind: "line" }], measures: ["solved"], cases: count("solved_count"),
        sentence: "reports.resolution.of",
    },
    {
        report: "volume", main: "created_count", unit: "count", better: "neither",
        series: [{ key: "created_count", kind: "bar" }, { key: "solved_count", kind: "line" }],
        measures: ["created", "solved", "reopened"], cases: count("created_count"), sentence: "reports.volume.of",
    },
    {
        report: "backlog", main: "open_count", unit: "count", better: "less",
        series: [{ key: "open_count", kind: "bar" }, { key: "waiting_count", kind: "line" }],
        measures: ["unsolved", "open", "waiting", "snoozed", "unassigned"], cases: () => Infinity,
        sentence: "reports.backlog.of",
    },
];
