import type { CardPlan } from "./cards";
import type { Grouping } from "./reportTypes";

/** The stretches of time one picks by name; "custom" uses `from` and `until`. */
export const periods = ["today", "7d", "30d", "90d", "365d", "custom"] as const;
export type Period = typeof periods[number];
/** The pages, and how each may be split. */
export const pages = { service: ["time", "agent", "team", "channel", "tag", "method", "reason"], sales: ["time", "status", "source", "currency"], mail: ["time"] } as const;
export type PageName = keyof typeof pages;
export type Cut = typeof pages[PageName][number];

/** The cut of that name on `page`; over time for any other. */
export function cutNamed(name: string | null, page: PageName): Cut {
    const known: readonly Cut[] = pages[page];
    return known.find((each) => each === name) ?? "time";
}

/** What the page shows, as it stands in the address. */
export interface Filters {
    page: PageName;
    period: Period;
    /** First and last day of a custom period, "YYYY-MM-DD". */
    from: string;
    until: string;
    compare: boolean;
    team: string;
    agent: string;
    channel: string;
    cut: Cut;
}

export const usual: Filters = { page: "service", period: "30d", from: "", until: "", compare: true, team: "", agent: "", channel: "", cut: "time" };
const day = /^\d{4}-\d{2}-\d{2}$/;

/** The filters an address asks for; what it does not name or misspells is as usual. */
export function readFilters(search: string): Filters {
    const query = new URLSearchParams(search);
    const from = query.get("from") ?? "";
    const until = query.get("until") ?? "";
    const isCustom = day.test(from) && day.test(until) && from <= until;
    const period = query.get("period") as Period;
    const page = (Object.keys(pages) as PageName[]).find((each) => each === query.get("page")) ?? usual.page;
    return {
        page,
        period: isCustom ? "custom" : periods.includes(period) && period !== "custom" ? period : usual.period,
        from: isCustom ? from : "",
        until: isCustom ? until : "",
        compare: query.get("compare") !== "none",
        team: query.get("team") ?? "",
        agent: query.get("agent") ?? "",
        channel: query.get("channel") ?? "",
        cut: cutNamed(query.get("by"), page),
    };
}

/** The shortest address for the filters: what is as usual is left out. */
export function writeFilters(filters: Filters): string {
    const query = new URLSearchParams();
    if (filters.page !== usual.page) query.set("page", filters.page);
    if (filters.period === "custom") {
        query.set("from", filters.from);
        query.set("until", filters.until);
    } else if (filters.period !== usual.period) {
        query.set("period", filters.period);
    }
    if (!filters.compare) query.set("compare", "none");
    for (const name of ["team", "agent", "channel"] as const) {
        if (filters[name] !== "") query.set(name, filters[name]);
    }
    if (filters.cut !== "time") query.set("by", filters.cut);
    const text = query.toString();
    return text === "" ? "" : `?${text}`;
}

/** Today in the company's time zone. */
export function todayIn(timeZone: string, now: Date): string {
    const parts = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(now);
    const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
    return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The day `count` days after `from`. */
export function addDays(from: string, count: number): string {
    return new Date(Date.parse(`${from}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** The half open period of the filters, `[from, to)`. */
export function span(filters: Filters, today: string): { from: string; to: string } {
    if (filters.period === "custom") return { from: filters.from, to: addDays(filters.until, 1) };
    const days = filters.period === "today" ? 1 : parseInt(filters.period, 10);
    const to = addDays(today, 1);
    return { from: addDays(to, -days), to };
}

/** How a report is cut: as chosen where it can be, long stretches of time by week, slow figures by month. */
export function grouping(plan: Pick<CardPlan, "cuts" | "slow">, filters: Filters, today: string): Grouping {
    if (filters.cut !== "time" && plan.cuts.includes(filters.cut)) return filters.cut;
    const { from, to } = span(filters, today);
    const isLong = Date.parse(to) - Date.parse(from) > 93 * 86_400_000;
    if (plan.slow) return isLong ? "month" : "week";
    return isLong ? "week" : "day";
}

/** The query of one report. */
export function reportQuery(plan: Pick<CardPlan, "cuts" | "subject" | "slow">, filters: Filters, today: string): string {
    const query = new URLSearchParams({ ...span(filters, today), group_by: grouping(plan, filters, today) });
    if (plan.subject !== "tickets" && plan.subject !== "offers") return query.toString();
    for (const name of ["team", "agent", "channel"] as const) {
        if (filters[name] !== "") query.set(name, filters[name]);
    }
    return query.toString();
}
