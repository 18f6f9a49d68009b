import { createSentences } from "./sentences";
import type { Locale, Sentences } from "./sentences";

export { pickLocale } from "./sentences";
export type { Locale, Values } from "./sentences";

/** Sentences, numbers and times of one language. */
export interface Words extends Sentences {
    /** "3 min", "2 h", "5 d": the length of `seconds` in its largest whole unit. */
    duration(seconds: number): string;
    /** "just now", "3 minutes ago", "yesterday"; `now` in milliseconds. */
    ago(instant: string, now: number): string;
}

/** Sentences with lengths and distances of time; `timeZone` is an IANA name, the browser's when left out. */
export function createWords(texts: Record<Locale, Record<string, string>>, locale: Locale, timeZone?: string): Words {
    const sentences = createSentences(texts, locale, timeZone);
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    const steps: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
    return {
        ...sentences,
        duration(seconds) {
            const [unit, length] = steps.find(([, each]) => seconds >= each) ?? ["minute", 60];
            const value = Math.max(1, Math.round(seconds / length));
            return sentences.number(value, { style: "unit", unit, unitDisplay: "short" });
        },
        ago(instant, now) {
            const seconds = Math.max(0, (now - Date.parse(instant)) / 1_000);
            const step = steps.find(([, length]) => seconds >= length);
            return step ? relative.format(-Math.floor(seconds / step[1]), step[0]) : relative.format(0, "second");
        },
    };
}
