import texts from "locales:common,unsubscribe";
import { asProblem, request } from "../shared/api";
import type { UnsubscriptionPage } from "../shared/apiTypes";
import { createSentences } from "../shared/sentences";
import { el } from "../widget/dom";
import { readerLocale, say, token } from "./sheet";

const address = `/unsubscriptions/${token}`;
const locale = readerLocale();
const { t } = createSentences(texts, locale);

/** Reading changes nothing, since mail scanners open every link: only the person's own button does. */
async function load(): Promise<void> {
    try {
        show(await request<UnsubscriptionPage>("GET", address));
    } catch (thrown) {
        if (asProblem(thrown).status === 404) say(t("unsubscribe.unknown"), t("unsubscribe.unknown_more"));
        else say(t("unsubscribe.unreachable"), "", el("button", { class: "button", onclick: () => void load() }, t("common.retry")));
    }
}

/** `taken`: whether an opt-out was just taken back. */
function show(page: UnsubscriptionPage, taken = false): void {
    const company = page.company_name;
    const isOut = page.opted_out;
    const problem = el("p", { class: "problem", role: "alert" });
    const button = el("button", { class: "button", ...(isOut ? {} : { "data-kind": "primary" }), onclick: () => void change() }, t(isOut ? "unsubscribe.undo" : "unsubscribe.button"));
    const [title, lead] = isOut
        ? [t("unsubscribe.done"), t("unsubscribe.done_more", { company })]
        : [t(taken ? "unsubscribe.back" : "unsubscribe.title", { company }), t("unsubscribe.lead")];
    say(title, lead, problem, el("div", {}, button));

    async function change(): Promise<void> {
        button.disabled = true;
        try {
            const next = await request<UnsubscriptionPage>("POST", isOut ? `${address}/withdrawal` : address);
            if (isOut && next.opted_out) {
                problem.textContent = t("unsubscribe.kept");
                return;
            }
            show(next, isOut);
        } catch (thrown) {
            problem.textContent = t(asProblem(thrown).status === 0 ? "common.unreachable" : "common.problem");
            button.disabled = false;
        }
    }
}

void load();
