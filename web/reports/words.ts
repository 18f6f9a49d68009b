import texts from "locales:reports,common,console.why";
import { createWords, Locale, pickLocale, Values, Words } from "../shared/i18n";
import { digitsOf, moneyIn } from "../shared/money";
import { isMoney } from "./amounts";
import type { Amount, Unit } from "./reportTypes";

const keptKey = "deskbell.locale";
let ours: string | undefined;
let words: Words = createWords(texts, pickLocale([localStorage.getItem(keptKey), ...navigator.languages]), "UTC");

/** Speaks the language of whoever is signed in, and shows money of the currency `home` by its short sign. */
export function speak(wanted: Locale, home: string): void {
    ours = home;
    words = createWords(texts, wanted, "UTC");
    document.documentElement.lang = wanted;
    document.title = `${t("reports.title")} · ${t("common.app")}`;
}

/** A sentence in the language of the page. */
export function t(key: string, values?: Values): string { return words.t(key, values); }

/** The language of the page. */
export function locale(): Locale { return words.locale; }

/** What a feature of a prediction is called where it stands alone: its sentence with the value left open. */
export function featureName(feature: string): string {
    const plain = `console.why.${feature}`;
    const sentence = t(plain, { value: "…", count: 2 });
    return sentence === plain ? t(`${plain}_yes`) : sentence;
}

/** A calendar day such as "2026-11-23", short enough for an axis. */
export function dayName(day: string): string {
    return words.date(`${day}T00:00:00Z`, { month: "short", day: "numeric" });
}

/** A day of the week, 1 for Monday. */
export function weekdayName(number: number): string {
    // 2024-01-01 was a Monday.
    return words.date(`2024-01-0${number}T00:00:00Z`, { weekday: "long" });
}

/** The month that begins with a calendar day. */
export function monthName(day: string): string {
    return words.date(`${day}T00:00:00Z`, { year: "numeric", month: "short" });
}

/** A calendar day with its weekday and year. */
export function longDayName(day: string): string {
    return words.date(`${day}T00:00:00Z`, { weekday: "short", year: "numeric", month: "short", day: "numeric" });
}

/** An instant on the clock of the company. */
export function moment(instant: string, timeZone: string): string {
    return new Intl.DateTimeFormat(words.locale, {
        timeZone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }).format(new Date(instant));
}

/** A length of time in its two largest units: "45 s", "7 min", "3 h 20 min", "2 d 4 h". */
export function length(seconds: number): string {
    const steps: [string, number][] = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];
    const first = steps.findIndex(([, size]) => seconds >= size);
    if (first < 0) return unit(0, "second");
    const [name, size] = steps[first] ?? ["second", 1];
    const whole = Math.floor(seconds / size);
    const next = steps[first + 1];
    if (!next || name === "minute") return unit(Math.round(seconds / size), name);
    const rest = Math.floor((seconds - whole * size) / next[1]);
    return rest === 0 ? unit(whole, name) : `${unit(whole, name)} ${unit(rest, next[0])}`;
}

function unit(value: number, name: string): string {
    return words.number(value, { style: "unit", unit: name, unitDisplay: name === "day" || locale() !== "en" ? "short" : "narrow" });
}

/** An amount of `currency` that stands on an axis, in its whole units. */
export function axisMoney(value: number, currency: string): string {
    return moneyIn(locale(), { amount_minor: Math.round(value * 10 ** digitsOf(currency)), currency }, ours, true);
}

/** A figure in its unit; a dash where there is none. */
export function figure(value: Amount | undefined, unitName: Unit): string {
    if (value === null || value === undefined) return "–";
    if (isMoney(value)) return moneyIn(locale(), value, ours);
    switch (unitName) {
        case "seconds": return length(value);
        case "ratio": return words.number(value, { style: "percent", maximumFractionDigits: 0 });
        case "rating": return words.number(value, { minimumFractionDigits: 1, maximumFractionDigits: 2 });
        default: return words.number(value);
    }
}
