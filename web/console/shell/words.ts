import { useSyncExternalStore } from "react";
import { createWords, Locale, pickLocale, Values, Words } from "../../shared/i18n";

const keptKey = "deskbell.locale";
let words: Words = createWords({ en: {}, "zh-Hans": {} }, pickLocale([localStorage.getItem(keptKey), ...navigator.languages]));
let wantedLocale = words.locale;
const watchers = new Set<() => void>();
document.documentElement.lang = words.locale;

/** The sentences of one language; nobody loads the other one before they ask for it. */
function load(locale: Locale): Promise<{ default: Record<string, string> }> {
    return locale === "en" ? import("./texts.en") : import("./texts.zh-Hans");
}

/** A sentence in the language of the page. Ticket numbers are passed as text, so they are not grouped. */
export function t(key: string, values?: Values): string { return words.t(key, values); }

/** The language of the page. */
export function locale(): Locale { return words.locale; }

/** The page speaks this language from now on, and on the next visit. */
export function taught(locale: Locale, texts: Record<string, string>): void {
    words = createWords({ en: texts, "zh-Hans": texts }, locale);
    localStorage.setItem(keptKey, locale);
    document.documentElement.lang = locale;
    for (const watcher of watchers) watcher();
}

/** Changes the language of the page as soon as its sentences are here; of two changes the later one counts. */
export async function speak(wanted: Locale = words.locale): Promise<void> {
    wantedLocale = wanted;
    if (wanted === words.locale && words.t("common.app") !== "common.app") return;
    const { default: texts } = await load(wanted);
    if (wanted === wantedLocale) taught(wanted, texts);
}

/** The language of the page; redraws when it changes. */
export function useLocale(): Locale {
    return useSyncExternalStore(subscribe, locale);
}

function subscribe(watcher: () => void): () => void {
    watchers.add(watcher);
    return () => { watchers.delete(watcher); };
}
