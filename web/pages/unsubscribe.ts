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

function show(page: UnsubscriptionPage): void {
    const company = page.company_name;
    if (page.opted_out) return say(t("unsubscribe.done"), t("unsubscribe.done_more", { company }));
    const problem = el("p", { class: "problem", role: "alert" });
    const button = el("button", { class: "button", "data-kind": "primary", onclick: () => void leave() }, t("unsubscribe.button"));
    say(t("unsubscribe.title", { company }), t("unsubscribe.lead"), problem, el("div", {}, button));

    async function leave(): Promise<void> {
        button.disabled = true;
        try {
            show(await request<UnsubscriptionPage>("POST", address));
        } catch (thrown) {
            problem.textContent = t(asProblem(thrown).status === 0 ? "common.unreachable" : "common.problem");
            button.disabled = false;
        }
    }
}

void load();
