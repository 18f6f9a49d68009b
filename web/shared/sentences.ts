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

/** Sentences, numbers and dates of one language. */
export interface Sentences {
    locale: Locale;
    t(key: string, values?: Values): string;
    number(value: number, options?: Intl.NumberFormatOptions): string;
    /** A date or time of day; `instant` is RFC 3339 or milliseconds. */
    date(instant: string | number, options: Intl.DateTimeFormatOptions): string;
}

/** Reads sentences from `texts`, English where a translation is missing, and the key itself where both are. */
export function createSentences(
    texts: Record<Locale, Record<string, string>>, locale: Locale, timeZone?: string,
): Sentences {
    const zone = timeZone ? { timeZone } : {};
    const plural = new Intl.PluralRules(locale);
    const dates = new Map<string, Intl.DateTimeFormat>();
    const find = (key: string) => texts[locale][key] ?? texts.en[key];
    const number = (value: number, options?: Intl.NumberFormatOptions) =>
        new Intl.NumberFormat(locale, options).format(value);
    return {
        locale,
        number,
        t(key, values = {}) {
            const { count } = values;
            const chosen = typeof count === "number"
                ? find(`${key}_${plural.select(count)}`) ?? find(`${key}_other`) ?? find(key)
                : find(key);
            return (chosen ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => {
                const value = values[name];
                return typeof value === "number" ? number(value) : value ?? whole;
            });
        },
        date(instant, options) {
            const name = JSON.stringify(options);
            let format = dates.get(name);
            if (!format) dates.set(name, format = new Intl.DateTimeFormat(locale, { ...zone, ...options }));
            return format.format(new Date(instant));
        },
    };
}
