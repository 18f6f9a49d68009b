import texts from "locales:card,common,form";
import { asProblem, request } from "../shared/api";
import { createSentences, pickLocale } from "../shared/sentences";
import type { Bilingual, FormDescription } from "../shared/wire";
import { el } from "../widget/dom";
import { keep, recall } from "../widget/keep";
import { drawField } from "./formField";
import type { DrawnField } from "./formField";

const sheet = document.querySelector("#sheet") as HTMLElement;
const key = location.pathname.split("/").filter(Boolean).pop() ?? "";
const draftKey = `deskbell.form.${key}`;
const wanted = new URLSearchParams(location.search).get("locale");
let locale = pickLocale([wanted, ...navigator.languages]);
let words = createSentences(texts, locale);

function read(text: Bilingual): string {
    return text[locale] || text.en || text["zh-Hans"] || "";
}

async function load(): Promise<void> {
    try {
        const description = await request<FormDescription>("GET", `/forms/${encodeURIComponent(key)}`);
        locale = pickLocale([wanted, ...navigator.languages, description.locale]);
        words = createSentences(texts, locale);
        document.documentElement.lang = locale;
        show(description);
    } catch (thrown) {
        const { status } = asProblem(thrown);
        const { t } = words;
        const again = el("button", { class: "button", onclick: () => void load() }, t("common.retry"));
        sheet.replaceChildren(el("h1", {}, t(status === 404 ? "form.unknown" : "form.unreachable")),
            ...(status === 404 ? [] : [el("div", {}, again)]));
    }
}

function show(description: FormDescription): void {
    const { t } = words;
    document.title = read(description.title);
    const fields = description.fields.map((field) => drawField(field, read, t));
    const problem = el("p", { class: "problem", role: "alert" });
    const button = el("button", { class: "button", "data-kind": "primary" }, t("common.send"));
    const trap = el("p", { class: "trap", "aria-hidden": "true" },
        el("label", {}, "Website ", el("input", { name: "website", tabindex: -1, autocomplete: "off" })));
    // One key for one filled-in form: pressing send again after a lost answer makes no second ticket.
    const idempotencyKey = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const form = el("form", {
        class: "fields",
        method: "post",
        action: `/api/v1/forms/${encodeURIComponent(key)}/submissions`,
        enctype: "multipart/form-data",
        novalidate: true,
        oninput: () => remember(form),
        onsubmit: async (event: Event) => {
            event.preventDefault();
            problem.textContent = "";
            const wrong = fields.filter((field) => !field.check());
            wrong[0]?.focus();
            if (wrong.length > 0) return;
            button.disabled = true;
            button.textContent = t("form.sending");
            try {
                const path = `/forms/${encodeURIComponent(key)}/submissions`;
                const body = new FormData(form);
                body.append("locale", locale);
                const answer = await request<{ ticket_number: number }>("POST", path, { body, idempotencyKey });
                keep(draftKey, null);
                thank(description, answer.ticket_number);
            } catch (thrown) {
                explain(asProblem(thrown), fields, problem);
                button.disabled = false;
                button.textContent = t("common.send");
            }
        },
    }, ...fields.map((field) => field.element), trap, problem, el("div", {}, button));
    restore(form);
    const intro = read(description.intro);
    sheet.replaceChildren(el("h1", {}, read(description.title)), ...(intro ? [el("p", { class: "lead" }, intro)] : []), form);
}

/** Puts the server's words beside the fields they are about, the rest above the button. */
function explain(problem: ReturnType<typeof asProblem>, fields: DrawnField[], place: HTMLElement): void {
    const { t } = words;
    const named = fields.filter((field) => {
        const text = problem.at(`/fields/${field.key}`) ?? problem.at(`/${field.key}`);
        // The server speaks English; what is wrong was named by the page's own check where it could be.
        if (text) field.complain(locale === "en" ? text : t("form.invalid"));
        return text !== undefined;
    });
    named[0]?.focus();
    if (named.length > 0) return;
    place.textContent = problem.status === 0 ? t("form.kept")
        : problem.status === 429 ? t("form.too_many")
        : problem.status === 413 ? t("card.file_too_large")
        : problem.document.detail ?? t("common.problem");
}

function thank(description: FormDescription, number: number): void {
    const heading = el("h1", { tabindex: -1 }, words.t("form.thanks"));
    const more = read(description.thanks) || words.t("form.thanks_more");
    sheet.replaceChildren(heading, el("p", { class: "lead" }, more),
        el("p", {}, words.t("form.number"), el("br"), el("span", { class: "number" }, `#${number}`)));
    heading.focus();
}

/** Typed text survives a reload or a crash; files and consent are asked for again. */
function remember(form: HTMLFormElement): void {
    const typed = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "website");
    keep(draftKey, JSON.stringify(Object.fromEntries(typed)));
}

function restore(form: HTMLFormElement): void {
    try {
        const kept = JSON.parse(recall(draftKey) ?? "{}") as Record<string, string>;
        for (const [name, value] of Object.entries(kept)) {
            const input = form.elements.namedItem(name);
            if (input instanceof HTMLInputElement && ["checkbox", "file"].includes(input.type)) continue;
            if (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement || input instanceof HTMLSelectElement) {
                input.value = value;
            }
        }
    } catch {
        keep(draftKey, null);
    }
}

void load();
