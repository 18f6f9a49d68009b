import { useSyncExternalStore } from "react";
import { createWords, Locale, pickLocale, Values, Words } from "../../shared/i18n";

const keptKey = "deskbell.locale";
let words: Words = createWords({ en: {}, "zh-Hans": {} }, pickLocale([localStorage.getItem(keptKey), ...navigator.languages]));
let wantedLocale = words.locale;
const watchers = new Set<() => void>();
document.documentElement.lang = words.locale;

type Texts = Record<string, string>;

/** A part of the sentences that comes with the pages that speak it; its keys start with its name. */
export type Chapter = "console" | "settings" | "models" | "sales" | "marketing" | "people" | "webhooks" | "today" | "audit";

/** Nobody loads another language, or a chapter, before they ask for it. */
const chapters: Record<Chapter, Record<Locale, () => Promise<{ default: Texts }>>> = {
    console: { en: () => import("./texts.en"), "zh-Hans": () => import("./texts.zh-Hans") },
    settings: { en: () => import("texts:settings@en"), "zh-Hans": () => import("texts:settings@zh-Hans") },
    models: { en: () => import("texts:models@en"), "zh-Hans": () => import("texts:models@zh-Hans") },
    sales: { en: () => import("texts:sales@en"), "zh-Hans": () => import("texts:sales@zh-Hans") },
    marketing: { en: () => import("texts:marketing@en"), "zh-Hans": () => import("texts:marketing@zh-Hans") },
    people: { en: () => import("texts:people@en"), "zh-Hans": () => import("texts:people@zh-Hans") },
    webhooks: { en: () => import("texts:webhooks@en"), "zh-Hans": () => import("texts:webhooks@zh-Hans") },
    today: { en: () => import("texts:today@en"), "zh-Hans": () => import("texts:today@zh-Hans") },
    audit: { en: () => import("texts:audit@en"), "zh-Hans": () => import("texts:audit@zh-Hans") },
};
const opened = new Set<Chapter>(["console"]);
let texts: Texts = {};

/** The sentences of every opened chapter in one language. */
async function load(locale: Locale): Promise<Texts> {
    const read = await Promise.all([...opened].map((chapter) => chapters[chapter][locale]()));
    return Object.assign({}, ...read.map((one) => one.default)) as Texts;
}

/** Fetches a page together with the chapter it speaks. */
export async function withChapter<Page>(chapter: Chapter, page: () => Promise<Page>): Promise<Page> {
    opened.add(chapter);
    const [fetched, said] = await Promise.all([page(), chapters[chapter][words.locale]()]);
    learn({ ...texts, ...said.default });
    return fetched;
}

function learn(known: Texts): void {
    texts = known;
    words = createWords({ en: known, "zh-Hans": known }, words.locale);
}

/** A sentence in the language of the page. Ticket numbers are passed as text, so they are not grouped. */
export function t(key: string, values?: Values): string { return words.t(key, values); }

/** The language of the page. */
export function locale(): Locale { return words.locale; }

/** The page speaks this language from now on, and on the next visit. */
export function taught(locale: Locale, known: Texts): void {
    texts = known;
    words = createWords({ en: known, "zh-Hans": known }, locale);
    localStorage.setItem(keptKey, locale);
    document.documentElement.lang = locale;
    for (const watcher of watchers) watcher();
}

/** Changes the language of the page as soon as its sentences are here; of two changes the later one counts. */
export async function speak(wanted: Locale = words.locale): Promise<void> {
    wantedLocale = wanted;
    if (wanted === words.locale && words.t("common.app") !== "common.app") return;
    const known = await load(wanted);
    if (wanted === wantedLocale) taught(wanted, known);
}

/** The language of the page; redraws when it changes. */
export function useLocale(): Locale {
    return useSyncExternalStore(subscribe, locale);
}

function subscribe(watcher: () => void): () => void {
    watchers.add(watcher);
    return () => { watchers.delete(watcher); };
}
