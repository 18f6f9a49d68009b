import { locale } from "../shell/words";

/** A day of the calendar, `2026-12-15`, as people say it; the year only when it is not clear which one. */
export function dayOf(day: string, now = new Date()): string {
    const [year, month, date] = day.split("-").map(Number);
    const wanted = new Date(year ?? 0, (month ?? 1) - 1, date);
    const isNear = Math.abs(wanted.getTime() - now.getTime()) < 300 * 86_400_000;
    return wanted.toLocaleDateString(locale(), { month: "short", day: "numeric", ...(isNear ? {} : { year: "numeric" }) });
}

/** A month, `2026-12-01` or `2026-12`, as people say it. */
export function monthOf(day: string): string {
    const [year, month] = day.split("-").map(Number);
    return new Date(year ?? 0, (month ?? 1) - 1, 1).toLocaleDateString(locale(), { month: "short", year: "numeric" });
}

/** Whether a day lies before today. */
export function isPast(day: string, now = new Date()): boolean {
    return day < dayText(now);
}

/** Today as a day of the calendar here. */
export function dayText(now: Date): string {
    return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
}
