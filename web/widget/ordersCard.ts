import { asProblem, request } from "../shared/api";
import type { VisitorOrder } from "../shared/apiTypes";
import { moneyIn } from "../shared/money";
import { newClientID } from "../shared/outbox";
import type { Sentences } from "../shared/sentences";
import type { Message, Page } from "../shared/wire";
import type { Conversation } from "./conversation";
import { el } from "./dom";

/** A customer's last orders behind one quiet button: where each stands, where its parcels are, and a way to ask. */
export class OrdersCard {
    readonly element = el("section", { class: "orders" });
    /** Whether the customer has any order. */
    known = false;
    readonly #list = el("div", { id: "orders-list", class: "card", hidden: true });
    readonly #button: HTMLButtonElement;

    constructor(private readonly conversation: Conversation, private readonly words: Sentences, changed: () => void) {
        this.#button = el("button", {
            type: "button", class: "button", "data-kind": "quiet", "aria-expanded": "false", "aria-controls": "orders-list",
            onclick: () => void this.#toggle(),
        }, words.t("card.orders"));
        this.element.append(this.#button, this.#list);
        this.element.addEventListener("keydown", (event) => {
            if (event.key !== "Escape" || this.#list.hidden) return;
            event.stopPropagation();
            this.#close();
        });
        this.#ask().then((orders) => {
            this.known = orders.length > 0;
            changed();
        }, () => undefined);
    }

    async #ask(): Promise<VisitorOrder[]> {
        return (await request<Page<VisitorOrder>>("GET", "/widget/orders", { headers: this.conversation.headers() })).items;
    }

    async #toggle(): Promise<void> {
        if (!this.#list.hidden) return this.#close();
        const { t } = this.words;
        try {
            const orders = await this.#ask();
            this.#list.replaceChildren(el("ul", { class: "order-list", "aria-label": t("card.orders_yours") }, ...orders.map((order) => this.#order(order))));
        } catch (thrown) {
            this.#list.replaceChildren(el("p", { class: "error", role: "alert" },
                t(asProblem(thrown).status === 0 ? "common.unreachable" : "common.problem")));
        }
        this.#list.hidden = false;
        this.#button.setAttribute("aria-expanded", "true");
        this.element.scrollIntoView({ block: "nearest" });
    }

    #close(): void {
        this.#list.hidden = true;
        this.#button.setAttribute("aria-expanded", "false");
        this.#button.focus();
    }

    #order(order: VisitorOrder): HTMLElement {
        const { t, date, locale, number } = this.words;
        const items = order.items.map((line) => line.quantity > 1 ? t("card.order_pieces", { name: line.name, number: number(line.quantity) }) : line.name);
        const item = el("li", {},
            el("p", { class: "card-title" }, t(`card.order_${order.status}`), el("span", { class: "order-meta" }, ` #${order.number}`)),
            el("p", {}, items.join(t("card.order_comma"))),
            el("p", { class: "order-meta" }, `${date(order.placed_at, { dateStyle: "medium" })} · ${moneyIn(locale, order.total, undefined)}`),
            ...order.parcels.map((parcel) => this.#parcel(parcel, order.status)));
        const ask = el("button", { type: "button", class: "button", onclick: () => ask.replaceWith(this.#question(order, ask)) }, t("card.order_ask"));
        ask.setAttribute("aria-label", t("card.order_ask_number", { number: String(order.number) }));
        item.append(ask);
        return item;
    }

    /** A parcel as people say it: with whom, where to look, and when; late is called late. */
    #parcel(parcel: VisitorOrder["parcels"][number], status: VisitorOrder["status"]): HTMLElement {
        const { t } = this.words;
        const day = (instant: string) => this.words.date(instant, { weekday: "short", day: "numeric", month: "short" });
        const over = status === "returned" || status === "cancelled";
        const when = parcel.delivered_at ? t("card.order_arrived", { day: day(parcel.delivered_at) })
            : over ? ""
            : parcel.status === "exception" ? t("card.order_trouble")
            : parcel.promised_at ? t(parcel.late ? "card.order_late" : "card.order_expected", { day: day(parcel.promised_at) })
            : t("card.order_sent", { day: day(parcel.shipped_at) });
        const tracking = parcel.tracking_number || t("card.order_track");
        return el("div", { class: "parcel", "data-late": parcel.late && !parcel.delivered_at && !over },
            el("p", {}, parcel.carrier, " ", parcel.tracking_url
                ? el("a", { href: parcel.tracking_url, target: "_blank", rel: "noopener noreferrer nofollow" }, tracking)
                : parcel.tracking_number),
            when && el("p", {}, when));
    }

    #question(order: VisitorOrder, button: HTMLButtonElement): HTMLElement {
        const { t } = this.words;
        const clientID = newClientID();
        const id = `order-question-${order.number}`;
        const error = el("p", { class: "error", role: "alert", id: `${id}-error` });
        const text = el("textarea", { id, rows: 2, class: "input", maxlength: 10_000, "aria-describedby": error.id });
        const send = el("button", { class: "button", "data-kind": "primary" }, t("common.send"));
        const form = el("form", {
            class: "sentence", novalidate: true,
            onsubmit: async (event: Event) => {
                event.preventDefault();
                if (send.disabled) return;
                const words = text.value.trim();
                if (!words) {
                    error.textContent = t("card.needed");
                    text.focus();
                    return;
                }
                send.disabled = true;
                try {
                    await this.#send(order, words, clientID);
                    this.#close();
                } catch (thrown) {
                    const problem = asProblem(thrown);
                    error.textContent = problem.status === 0 ? t("common.unreachable") : t("common.problem");
                    text.focus();
                } finally {
                    send.disabled = false;
                }
            },
        }, el("label", { for: id }, t("card.order_question", { number: String(order.number) })), text, error,
        el("div", { class: "actions" },
            el("button", { type: "button", class: "button", "data-kind": "quiet", onclick: () => {
                form.replaceWith(button);
                button.focus();
            } }, t("common.cancel")), send));
        queueMicrotask(() => {
            text.focus();
            form.scrollIntoView({ block: "nearest" });
        });
        return form;
    }

    async #send(order: VisitorOrder, text: string, clientID: string): Promise<void> {
        const { ticket } = this.conversation.store.get();
        const body = { client_id: clientID, text, ...(ticket && ticket.status !== "closed" ? { ticket_id: ticket.id } : {}) };
        const { message } = await request<{ message: Message }>("POST", `/widget/orders/${order.id}/questions`,
            { body, headers: this.conversation.headers() });
        // A question that opened another conversation makes it the one shown.
        if (message.ticket_id !== ticket?.id) this.conversation.set({ ticket: null });
        this.conversation.fetched([message]);
    }
}
