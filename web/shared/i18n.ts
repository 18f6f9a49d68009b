/** The languages Deskbell is written in. */
export type Locale = "en" | "zh-Hans";

/** Values put in place of `{name}`; `count` also picks the plural form (`key_one`, `key_other`). */
export type Values = Record<string, string | number>;

/** The language to use: the first of `wanted` that is Chinese or English, else English. */
export function pickLocale(wanted: readonly (string | null | undefined)[]): Locale {
    for (const each of wanted) {
        if (!each) continue;
        if (/^zh\b/i.test(each)) return "zh-Hans";
        if (/^en\b/i.test(each)) return "en";
    }
    return "en";
}

/** Sentences, numbers and times of one language. */
export interface Words {
    locale: Locale;
    t(key: string, values?: Values): string;
    number(value: number, options?: Intl.NumberFormatOptions): string;
    /** A date or time of day; `instant` is RFC 3339 or milliseconds. */
    date(instant: string | number, options: Intl.DateTimeFormatOptions): string;
    /** "3 min", "2 h", "5 d": the length of `seconds` in its largest whole unit. */
    duration(seconds: number): string;
    /** "just now", "3 minutes ago", "yesterday"; `now` in milliseconds. */
    ago(instant: string, now: number): string;
}

/** Reads sentences from `texts`, English where a translation is missing, and the key itself where both are. */
export function createWords(texts: Record<Locale, Record<string, string>>, locale: Locale, timeZone?: string): Words {
    const zone = timeZone ? { timeZone } : {};
    const plural = new Intl.PluralRules(locale);
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    const dates = new Map<string, Intl.DateTimeFormat>();
    const find = (key: string) => texts[locale][key] ?? texts.en[key];
    const number = (value: number, options?: Intl.NumberFormatOptions) =>
        new Intl.NumberFormat(locale, options).format(value);
    const t = (key: string, values: Values = {}) => {
        const { count } = values;
        const chosen = typeof count === "number"
            ? find(`${key}_${plural.select(count)}`) ?? find(`${key}_other`) ?? find(key)
            : find(key);
        return (chosen ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => {
            const value = values[name];
            return typeof value === "number" ? number(value) : value ?? whole;
        });
    };
    const steps: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
    return {
        locale,
        t,
        number,
        date(instant, options) {
            const name = JSON.stringify(options);
            let format = dates.get(name);
            if (!format) dates.set(name, format = new Intl.DateTimeFormat(locale, { ...zone, ...options }));
            return format.format(new Date(instant));
        },
        duration(seconds) {
            for (const [unit, length] of steps) {
                if (seconds >= length || unit === "minute") {
                    const value = Math.max(1, Math.round(seconds / length));
                    return number(value, { style: "unit", unit, unitDisplay: "short" });
                }
            }
            return "";
        },
        ago(instant, now) {
            const seconds = Math.max(0, (now - Date.parse(instant)) / 1_000);
            const step = steps.find(([, length]) => seconds >= length);
            return step ? relative.format(-Math.floor(seconds / step[1]), step[0]) : relative.format(0, "second");
        },
    };
}
