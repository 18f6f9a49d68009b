import { asProblem, request } from "../shared/api";
import type { Sentences } from "../shared/sentences";
import type { Conversation } from "./conversation";
import { el } from "./dom";
import type { PanelState } from "./state";

/** Offers the finished conversation by mail: one quiet button, then the address, then where it goes. */
export class TranscriptCard {
    readonly element = el("section", { class: "transcript", "aria-live": "polite" });
    readonly #error = el("p", { class: "error", role: "alert", id: "transcript-error" });
    readonly #input: HTMLInputElement;

    constructor(
        private readonly conversation: Conversation,
        private readonly words: Sentences,
        readonly ticketID: string,
        known: string,
    ) {
        this.#input = el("input", {
            id: "transcript-email", type: "email", autocomplete: "email", class: "input", maxlength: 200, value: known,
            "aria-describedby": this.#error.id, "aria-required": true,
        });
        this.element.append(el("button", { type: "button", class: "button", "data-kind": "quiet", onclick: () => this.#ask() },
            words.t("card.transcript")));
    }

    #ask(): void {
        const { t } = this.words;
        this.element.className = "card";
        this.element.replaceChildren(el("form", {
            class: "sentence", novalidate: true,
            onsubmit: (event: Event) => {
                event.preventDefault();
                void this.#send();
            },
        }, el("label", { for: this.#input.id, class: "card-title" }, t("card.transcript_to")), this.#input, this.#error,
        el("div", { class: "actions" }, el("button", { class: "button", "data-kind": "primary" }, t("common.send")))));
        this.#input.focus();
        this.element.scrollIntoView({ block: "nearest" });
    }

    async #send(): Promise<void> {
        const { t } = this.words;
        const email = this.#input.value.trim();
        if (email === "" || !this.#input.checkValidity()) {
            this.#refuse(t(email === "" ? "card.needed" : "card.email_wrong"));
            return;
        }
        const headers = this.conversation.headers();
        try {
            // The server mails only to an address given here: it is saved as the visitor's own first.
            const { customer } = await request<{ customer: PanelState["customer"] }>("POST", "/widget/details", { body: { email }, headers });
            await request("POST", "/widget/transcript", { body: { email }, headers });
            this.element.replaceChildren(el("p", { class: "card-title" }, t("card.transcript_sent", { address: email })));
            this.conversation.set({ customer });
        } catch (thrown) {
            const problem = asProblem(thrown);
            this.#refuse(t(problem.at("/email") ? "card.transcript_refused" : problem.status === 429 ? "card.transcript_often"
                : problem.status === 0 ? "common.unreachable" : "common.problem"));
        }
    }

    #refuse(text: string): void {
        this.#error.textContent = text;
        this.#input.setAttribute("aria-invalid", "true");
        this.#input.focus();
        this.element.scrollIntoView({ block: "nearest" });
    }
}
