import { locale, t } from "./words";

const formats = new Map<string, Intl.DateTimeFormat>();

function formatted(instant: Date, options: Intl.DateTimeFormatOptions): string {
    const key = locale() + JSON.stringify(options);
    let format = formats.get(key);
    if (!format) formats.set(key, format = new Intl.DateTimeFormat(locale(), options));
    return format.format(instant);
}

/** The time of day, as "14:05". */
export function clockTime(at: string): string {
    return formatted(new Date(at), { hour: "2-digit", minute: "2-digit", hour12: false });
}

/** The whole date and time, for a hover. */
export function exactTime(at: string): string {
    return formatted(new Date(at), { dateStyle: "full", timeStyle: "medium" });
}

/** The date alone; the year only when it is another one. */
export function dateText(at: string, now = Date.now()): string {
    const instant = new Date(at);
    const sameYear = instant.getFullYear() === new Date(now).getFullYear();
    return formatted(instant, { month: "short", day: "numeric", ...(sameYear ? {} : { year: "numeric" }) });
}

/** The name of a day in a thread: today, yesterday, or its date. */
export function dayText(at: string, now = Date.now()): string {
    const days = daysBetween(new Date(at), new Date(now));
    if (days === 0) return t("console.time.today");
    if (days === 1) return t("console.time.yesterday");
    return formatted(new Date(at), { weekday: "long", month: "long", day: "numeric" });
}

/** How long something lasted, in its largest unit: "now", "3 min", "2 h", "5 d". */
export function spanText(since: string, now: number): string {
    const seconds = Math.max(0, (now - Date.parse(since)) / 1000);
    if (seconds < 60) return t("console.time.now");
    if (seconds < 3600) return t("console.time.minutes", { count: Math.floor(seconds / 60) });
    if (seconds < 86_400) return t("console.time.hours", { count: Math.floor(seconds / 3600) });
    return t("console.time.days", { count: Math.floor(seconds / 86_400) });
}

/** A moment as people say it: "3 min" ago today, "yesterday 14:05", else the date. */
export function momentText(at: string, now = Date.now()): string {
    const instant = new Date(at);
    if (Math.abs(now - instant.getTime()) < 3_600_000 && instant.getTime() <= now) {
        const span = spanText(at, now);
        return now - instant.getTime() < 60_000 ? span : t("console.time.ago", { span });
    }
    const days = daysBetween(instant, new Date(now));
    if (days === 0) return clockTime(at);
    if (days === 1) return `${t("console.time.yesterday")} ${clockTime(at)}`;
    if (days === -1) return `${t("console.time.tomorrow")} ${clockTime(at)}`;
    if (Math.abs(days) < 7 && days < 0) return `${formatted(instant, { weekday: "long" })} ${clockTime(at)}`;
    return dateText(at, now);
}

/** Whole calendar days from `a` to `b`. */
export function daysBetween(a: Date, b: Date): number {
    const start = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
    return Math.round((start(b) - start(a)) / 86_400_000);
}

/** A length of time in its largest whole unit, written out: "3 hours", "1 day". */
export function unitText(seconds: number): string {
    const [unit, length] = ([["day", 86_400], ["hour", 3_600], ["minute", 60]] as const).find(([, each]) => seconds >= each && seconds % each === 0) ?? ["minute", 60];
    return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" }).format(Math.max(1, Math.round(seconds / length)));
}
