import type { Cell, Grouping } from "./reportTypes";
import { dayName, t } from "./words";

/** What a row of a report is called: its day, its week by the Monday, or the name of its thing. */
export function groupName(row: Record<string, Cell>, grouping: Grouping): string {
    if (grouping === "day") return dayName(String(row["day"]));
    if (grouping === "week") return t("reports.weekOf", { day: dayName(String(row["week"])) });
    const name = row["group_name"];
    if (name === null || name === undefined || name === "") return t(`reports.none.${grouping}`);
    return grouping === "channel" ? t(`reports.channel.${name}`) : String(name);
}
