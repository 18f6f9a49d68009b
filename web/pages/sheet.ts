import { Locale, pickLocale } from "../shared/sentences";
import { el } from "../widget/dom";

const sheet = document.querySelector("#sheet") as HTMLElement;

/** What the link ends in, ready for an address. */
export const token = encodeURIComponent(location.pathname.split("/").filter(Boolean).pop() ?? "");

/** The language the link or the reader's browser asks for; `kept` is the one the record was written in. */
export function readerLocale(kept?: string): Locale {
    const locale = pickLocale([new URLSearchParams(location.search).get("locale"), kept, ...navigator.languages]);
    document.documentElement.lang = locale;
    return locale;
}

/** Shows a page of its own: what it is called, a sentence, and whatever else; the heading is read out. */
export function say(title: string, lead: string, ...more: Node[]): void {
    const heading = el("h1", { tabindex: -1 }, title);
    sheet.replaceChildren(heading, ...(lead ? [el("p", { class: "lead" }, lead)] : []), ...more);
    sheet.removeAttribute("aria-busy");
    document.title = title;
    heading.focus({ preventScroll: true });
}
