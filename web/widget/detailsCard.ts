import { asProblem, request } from "../shared/api";
import type { Sentences } from "../shared/sentences";
import type { DetailField } from "../shared/wire";
import type { Conversation } from "./conversation";
import { el } from "./dom";
import type { PanelState } from "./state";

const types: Record<DetailField, [type: string, autocomplete: string]> = {
    name: ["text", "name"], email: ["email", "email"], phone: ["tel", "tel"],
};

/** Asks who is writing: before the first message where the shop wants it, or for an address to answer to. */
export class DetailsCard {
    readonly element: HTMLFormElement;
    done = false;
    readonly #inputs = new Map<DetailField, { input: HTMLInputElement; error: HTMLElement }>();
    readonly #problem = el("p", { class: "error", role: "alert" });

    constructor(
        private readonly conversation: Conversation,
        private readonly words: Sentences,
        title: string,
        fields: readonly DetailField[],
        private readonly required: readonly DetailField[],
        private readonly finished: () => void,
        private readonly dismiss: (() => void) | null,
    ) {
        const { t } = words;
        const rows = fields.map((field) => this.#row(field));
        const later = this.dismiss && el("button", { type: "button", class: "button", "data-kind": "quiet", onclick: this.dismiss },
            t("card.not_now"));
        this.element = el("form", {
            class: "card", novalidate: true,
            onsubmit: (event: Event) => {
                event.preventDefault();
                void this.submit();
            },
        }, el("p", { class: "card-title" }, title), ...rows, this.#problem,
        el("div", { class: "actions" }, later, el("button", { class: "button", "data-kind": "primary" }, t("common.save"))));
    }

    /** Saves what was filled in; false, with the reason beside the field, when something is missing or refused. */
    async submit(): Promise<boolean> {
        if (this.done) return true;
        if (!this.#check()) return false;
        const details: Partial<Record<DetailField, string>> = {};
        for (const [field, { input }] of this.#inputs) if (input.value.trim()) details[field] = input.value.trim();
        try {
            if (Object.keys(details).length > 0) await this.#save(details);
            this.done = true;
            this.finished();
            return true;
        } catch (thrown) {
            const problem = asProblem(thrown);
            let placed = false;
            for (const [field, { input, error }] of this.#inputs) {
                const text = problem.at(`/${field}`);
                if (!text) continue;
                this.#mark(input, error, text);
                placed = true;
            }
            this.#problem.textContent = placed ? "" : this.words.t(problem.status === 0 ? "common.unreachable" : "common.problem");
            return false;
        }
    }

    async #save(details: Partial<Record<DetailField, string>>): Promise<void> {
        const { conversation } = this;
        const { customer } = await request<{ customer: PanelState["customer"] }>("POST", "/widget/details", {
            body: details, headers: conversation.headers(),
        });
        conversation.set({ customer });
    }

    #check(): boolean {
        let first: HTMLInputElement | null = null;
        for (const [field, { input, error }] of this.#inputs) {
            const empty = input.value.trim() === "";
            const text = empty && this.required.includes(field) ? this.words.t("card.needed")
                : !empty && field === "email" && !input.checkValidity() ? this.words.t("card.email_wrong") : "";
            this.#mark(input, error, text);
            if (text) first ??= input;
        }
        first?.focus();
        return first === null;
    }

    #mark(input: HTMLInputElement, error: HTMLElement, text: string): void {
        error.textContent = text;
        input.setAttribute("aria-invalid", String(text !== ""));
    }

    #row(field: DetailField): HTMLElement {
        const [type, autocomplete] = types[field];
        const id = `detail-${field}`;
        const error = el("span", { class: "error", id: `${id}-error` });
        const input = el("input", {
            id, type, autocomplete, class: "input", maxlength: 200, "aria-describedby": error.id,
            "aria-required": this.required.includes(field),
        });
        this.#inputs.set(field, { input, error });
        const optional = this.required.includes(field) || !this.#someRequired ? "" : ` (${this.words.t("card.optional")})`;
        return el("div", { class: "field" }, el("label", { for: id }, this.words.t(`card.${field}`) + optional), input, error);
    }

    get #someRequired(): boolean {
        return this.required.length > 0;
    }
}
