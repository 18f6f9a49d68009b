import type { Cell, Grouping } from "./reportTypes";
import { dayName, monthName, t } from "./words";

/** Whether the rows of a report are stretches of time. */
export function isTime(grouping: Grouping): boolean { return grouping === "day" || grouping === "week" || grouping === "month"; }

/** What a row of a report is called: its day, its week by the Monday, or the name of its thing. */
export function groupName(row: Record<string, Cell>, grouping: Grouping): string {
    if (grouping === "day") return dayName(String(row["day"]));
    if (grouping === "month") return monthName(String(row["month"]));
    if (grouping === "week") return t("reports.weekOf", { day: dayName(String(row["week"])) });
    const name = row["group_name"];
    if (name === null || name === undefined || name === "") return t(`reports.none.${grouping}`);
    return worded.includes(grouping) ? t(`reports.${grouping}.${name}`) : grouping === "source" ? sourceName(String(name)) : String(name);
}

const worded: Grouping[] = ["channel", "status", "method", "reason"];
const sources = ["api", "console", "import", "card", "demo"];

/** Where orders come from; a shop may have sources of its own, which are called as it calls them. */
function sourceName(name: string): string { return sources.includes(name) ? t(`reports.source.${name}`) : name; }
