import texts from "locales:console,common";
import { useSyncExternalStore } from "react";
import { createWords, Locale, pickLocale, Values, Words } from "../../shared/i18n";

const keptKey = "deskbell.locale";
let words: Words = createWords(texts, pickLocale([localStorage.getItem(keptKey), ...navigator.languages]));
const watchers = new Set<() => void>();
document.documentElement.lang = words.locale;

/** A sentence in the language of the page. Ticket numbers are passed as text, so they are not grouped. */
export function t(key: string, values?: Values): string { return words.t(key, values); }

/** The language of the page. */
export function locale(): Locale { return words.locale; }

/** Changes the language of the page at once and on the next visit. */
export function speak(wanted: Locale): void {
    localStorage.setItem(keptKey, wanted);
    if (wanted === words.locale) return;
    words = createWords(texts, wanted);
    document.documentElement.lang = wanted;
    for (const watcher of watchers) watcher();
}

/** The language of the page; redraws when it changes. */
export function useLocale(): Locale {
    return useSyncExternalStore(subscribe, locale);
}

function subscribe(watcher: () => void): () => void {
    watchers.add(watcher);
    return () => { watchers.delete(watcher); };
}
