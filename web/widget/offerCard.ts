import { asProblem, request } from "../shared/api";
import type { OfferPage } from "../shared/apiTypes";
import { moneyIn } from "../shared/money";
import type { Sentences } from "../shared/sentences";
import type { Conversation } from "./conversation";
import { el } from "./dom";
import { keep, recall } from "./keep";

/** A product offered in this conversation: what it is, why, what it costs, and one button that orders it. */
export class OfferCard {
    readonly element = el("section", { class: "card offer" });
    /** Why the card cannot stand: there is no such offer. */
    gone = false;
    #offer: OfferPage | null = null;
    #loading: Promise<void> | null = null;
    #ordering = false;
    #timeChecked = false;

    constructor(private readonly conversation: Conversation, private readonly words: Sentences, private readonly token: string) {}

    /** Whether there is something to show. */
    get known(): boolean {
        return this.#offer !== null;
    }

    /** Asks how the offer stands now; several at a time ask once. */
    load(): Promise<void> {
        return this.#loading ??= this.#call("GET").catch((thrown: unknown) => {
            this.gone = asProblem(thrown).status === 404;
        }).finally(() => {
            this.#loading = null;
        });
    }

    /** Asks anew, once, when the offer's time is over. */
    watchTime(): void {
        if (this.#timeChecked || this.#offer?.state !== "offered" || Date.parse(this.#offer.expires_at) > Date.now()) return;
        this.#timeChecked = true;
        void this.load();
    }

    async #call(method: "GET" | "POST"): Promise<void> {
        const path = `/offers/${encodeURIComponent(this.token)}${method === "POST" ? "/acceptance" : ""}`;
        const offer = await request<OfferPage>(method, path, { headers: this.conversation.headers() });
        const same = JSON.stringify(offer) === JSON.stringify(this.#offer);
        this.#offer = offer;
        if (!same) this.#draw(offer);
    }

    #draw(offer: OfferPage): void {
        const { t, number } = this.words;
        const name = offer.quantity > 1 ? t("card.order_pieces", { name: offer.product_name, number: number(offer.quantity) }) : offer.product_name;
        this.element.setAttribute("aria-label", name);
        if (offer.state === "accepted") {
            this.#say(t("offer.ordered", { number: String(offer.order_number ?? "") }), el("p", {}, t("offer.ordered_more", { name, company: offer.company_name })));
        } else if (offer.state !== "offered") {
            this.#say(name, el("p", {}, t(`offer.${offer.state}`)), el("p", { class: "order-meta" }, this.#why(offer)));
        } else if (this.#putAway) {
            this.#say(name, el("div", { class: "actions" }, this.#button("offer.again", () => this.#show(false))));
        } else {
            this.#offerNow(name, offer);
        }
    }

    #offerNow(name: string, offer: OfferPage): void {
        const { t, locale, date } = this.words;
        const price = moneyIn(locale, { ...offer.price, amount_minor: offer.price.amount_minor * offer.quantity }, undefined);
        const error = el("p", { class: "error", role: "alert" });
        const order = el("button", { type: "button", class: "button", "data-kind": "primary", onclick: () => void this.#order(error) }, t("offer.order", { price }));
        this.#say(name,
            el("p", {}, `${price} · ${offer.stock_note || t("offer.in_stock")}`),
            offer.reason && el("p", { class: "order-meta" }, t(`offer.reason_${offer.reason}`)),
            el("p", { class: "order-meta" }, t("offer.until", { until: date(offer.expires_at, { dateStyle: "medium" }) })),
            error,
            el("div", { class: "actions" }, this.#button("card.not_now", () => this.#show(true)), order));
    }

    #say(title: string, ...more: (Node | null | "")[]): void {
        const held = this.element.contains(document.activeElement);
        const heading = el("p", { class: "card-title", tabindex: -1 }, title);
        this.element.replaceChildren(heading, ...more.filter((each): each is Node => !!each));
        // Whoever pressed a button that is no more goes on from the card, not from the top of the page.
        if (held) heading.focus({ preventScroll: true });
    }

    #button(sentence: string, onclick: () => void): HTMLElement {
        return el("button", { type: "button", class: "button", "data-kind": "quiet", onclick }, this.words.t(sentence));
    }

    #why({ state, expires_at }: OfferPage): string {
        const { t, date } = this.words;
        return state === "expired" ? t("offer.ended_on", { until: date(expires_at, { dateStyle: "medium" }) }) : t("offer.ask");
    }

    async #order(error: HTMLElement): Promise<void> {
        if (this.#ordering) return;
        this.#ordering = true;
        error.textContent = "";
        try {
            await this.#call("POST");
        } catch (thrown) {
            const { status } = asProblem(thrown);
            // What changed meanwhile is shown as it is now; a lost connection leaves the button.
            if (status === 409) await this.load();
            error.textContent = this.words.t(status === 0 ? "common.unreachable" : "common.problem");
        } finally {
            this.#ordering = false;
        }
    }

    /** The beginning of the token tells offers apart and orders nothing. */
    get #key(): string {
        return this.conversation.key(`offer.${this.token.slice(0, 8)}`);
    }

    get #putAway(): boolean {
        return recall(this.#key) !== null;
    }

    #show(putAway: boolean): void {
        keep(this.#key, putAway ? "later" : null);
        if (this.#offer) this.#draw(this.#offer);
    }
}
