import texts from "locales:card,common,survey";
import { asProblem, request } from "../shared/api";
import { createSentences, pickLocale } from "../shared/sentences";
import type { SurveyView } from "../shared/wire";
import { el } from "../widget/dom";
import { readerLocale, say, token } from "./sheet";

let words = createSentences(texts, pickLocale(navigator.languages));

/** Reading records nothing, since mail scanners open every link: only the person's own button does. */
async function load(): Promise<void> {
    try {
        show(await request<SurveyView>("GET", `/surveys/${token}`));
    } catch (thrown) {
        const { status } = asProblem(thrown);
        const { t } = words;
        if (status === 410) expired();
        else if (status === 404) say(t("survey.unknown"), t("survey.unknown_more"));
        else say(t("survey.unreachable"), "", el("button", { class: "button", onclick: () => void load() }, t("common.retry")));
    }
}

function expired(): void {
    say(words.t("survey.expired"), words.t("survey.expired_more"));
}

function show(view: SurveyView): void {
    words = createSentences(texts, readerLocale(view.locale));
    const { t } = words;
    if (view.state === "expired") return expired();
    if (view.state === "answered") return thank(view, false);
    const values = { number: String(view.ticket_number), company: view.company_name, agent: view.agent_name ?? "" };
    const lead = t(view.agent_name ? "survey.lead_agent" : "survey.lead", values);
    say(t("card.rate_title"), lead, form(view));
    if (view.state === "open" && hintedRating()) castOnHumanSign(hintedRating());
}

/** The choice a link in a mail was for; 0 without one. */
function hintedRating(): number {
    const rating = Number(new URLSearchParams(location.search).get("rating"));
    return [1, 2, 3, 4, 5].includes(rating) ? rating : 0;
}

/**
 * Records the choice of the link once a person is at the page: moves, touches, types or scrolls. A scanner that opens
 * links, even in a browser, does none of it.
 */
function castOnHumanSign(rating: number): void {
    const signs = ["pointermove", "pointerdown", "touchstart", "keydown", "wheel"];
    const seen = (event: Event): void => {
        if (!event.isTrusted) return;
        for (const sign of signs) removeEventListener(sign, seen, true);
        void cast();
    };
    const cast = async (): Promise<void> => {
        const chosen = (): number => Number(new FormData(document.querySelector("form") ?? undefined).get("rating"));
        // The button says more than the link: whoever has chosen something else, or is just sending, is left alone.
        if (chosen() !== rating || document.querySelector("button")?.disabled) return;
        try {
            const answer = await request<SurveyView | null>("POST", `/surveys/${token}/answer`, { body: { rating, comment: "" } });
            const note = document.querySelector(".lead");
            if (answer && note && chosen() === rating) note.textContent = words.t("survey.recorded");
        } catch {
            // The button is still there.
        }
    };
    for (const sign of signs) addEventListener(sign, seen, { capture: true, passive: true });
}

function form(view: SurveyView): HTMLElement {
    const { t } = words;
    // A mail may link straight to one choice; it is only chosen here, not yet sent.
    const chosen = view.rating ?? hintedRating();
    const choices = [1, 2, 3, 4, 5].map((rating) => el("label", { class: "choice" },
        el("input", { type: "radio", name: "rating", value: rating, required: true, checked: rating === chosen }),
        el("span", {}, t(`card.rating_${rating}`))));
    const comment = el("textarea", { class: "input", id: "comment", rows: 3, maxlength: 2_000 });
    comment.value = view.comment ?? "";
    const problem = el("p", { class: "problem", role: "alert" });
    const button = el("button", { class: "button", "data-kind": "primary" },
        t(view.state === "changeable" ? "survey.change" : "common.send"));
    const element = el("form", {
        class: "fields",
        novalidate: true,
        onsubmit: async (event: Event) => {
            event.preventDefault();
            const rating = Number(new FormData(element).get("rating"));
            problem.textContent = rating ? "" : t("survey.choose");
            if (!rating) return;
            button.disabled = true;
            try {
                const body = { rating, comment: comment.value.trim() };
                const answer = await request<SurveyView | null>("POST", `/surveys/${token}/answer`, { body });
                thank(answer ?? view, true);
            } catch (thrown) {
                const { status } = asProblem(thrown);
                if (status === 410) return expired();
                problem.textContent = t(status === 0 ? "common.unreachable" : "common.problem");
                button.disabled = false;
            }
        },
    }, el("fieldset", { class: "choices" }, el("legend", { class: "visually-hidden" }, t("card.rate_title")), ...choices),
    el("div", { class: "field" }, el("label", { for: "comment" }, t("card.rate_why")), comment), problem, el("div", {}, button));
    return element;
}

function thank(view: SurveyView, now: boolean): void {
    const { t } = words;
    const until = view.state === "changeable" ? view.changeable_until : null;
    const lead = now && until
        ? t("survey.changeable", { when: words.date(until, { dateStyle: "medium", timeStyle: "short" }) })
        : now ? "" : t("survey.answered");
    say(t("survey.thanks"), lead);
}

void load();
