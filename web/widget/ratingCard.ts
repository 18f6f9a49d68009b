import { request } from "../shared/api";
import type { Sentences } from "../shared/sentences";
import type { Conversation } from "./conversation";
import { el } from "./dom";
import type { Survey } from "./state";

/** Five choices with words, then one optional sentence, then thanks; the composer stays free throughout. */
export class RatingCard {
    readonly element = el("section", { class: "card rating", "aria-live": "polite" });
    #shown = "";

    constructor(private readonly conversation: Conversation, private readonly words: Sentences) {
        this.element.setAttribute("aria-label", words.t("card.rate_title"));
    }

    render(survey: Survey): void {
        const mark = `${survey.token} ${survey.stage} ${survey.rating}`;
        if (mark === this.#shown) return;
        this.#shown = mark;
        const { t } = this.words;
        if (survey.stage === "thanked") {
            this.element.replaceChildren(el("p", { class: "card-title" }, t("card.thanks")));
            return;
        }
        const parts: Node[] = [el("p", { class: "card-title" }, t("card.rate_title")), this.#choices(survey)];
        if (survey.stage === "rated") parts.push(this.#sentence(survey.rating ?? 0));
        this.element.replaceChildren(...parts);
    }

    #choices(survey: Survey): HTMLElement {
        const error = el("p", { class: "error", role: "alert" });
        const rate = (rating: number) => {
            this.#rate(rating).catch(() => { error.textContent = this.words.t("common.problem"); });
        };
        const buttons = [1, 2, 3, 4, 5].map((rating) => el("button", {
            type: "button", class: "choice", "aria-pressed": String(survey.rating === rating), onclick: () => rate(rating),
        }, this.words.t(`card.rating_${rating}`)));
        return el("div", { class: "choices" }, ...buttons, error);
    }

    #sentence(rating: number): HTMLElement {
        const { t } = this.words;
        const error = el("p", { class: "error", role: "alert" });
        const text = el("textarea", { class: "input", rows: 2, maxlength: 2_000, "aria-label": t("card.rate_why"),
            placeholder: t("card.rate_why") });
        return el("form", {
            class: "sentence",
            onsubmit: (event: Event) => {
                event.preventDefault();
                if (text.value.trim() === "") this.#finish();
                else this.#rate(rating, text.value.trim()).catch(() => { error.textContent = t("common.problem"); });
            },
        }, text, error, el("div", { class: "actions" },
            el("button", { type: "button", class: "button", "data-kind": "quiet", onclick: () => this.#finish() },
                t("card.skip")),
            el("button", { class: "button", "data-kind": "primary" }, t("common.send"))));
    }

    /** Records a rating at once; a sentence may follow. */
    async #rate(rating: number, comment?: string): Promise<void> {
        const { survey } = this.conversation.store.get();
        if (!survey) return;
        const body = comment ? { rating, comment } : { rating };
        await request("POST", `/surveys/${encodeURIComponent(survey.token)}/answer`, { body });
        this.conversation.set({ survey: { ...survey, rating, stage: comment ? "thanked" : "rated" } });
    }

    #finish(): void {
        const { survey } = this.conversation.store.get();
        if (survey) this.conversation.set({ survey: { ...survey, stage: "thanked" } });
    }
}
