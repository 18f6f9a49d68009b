import type { Sentences } from "../shared/sentences";
import type { Conversation } from "./conversation";
import { OfferCard } from "./offerCard";
import type { PanelState } from "./state";

/** Turns the links to offers among the messages into cards, each where its link stood. */
export class OfferCards {
    readonly #cards = new Map<string, OfferCard>();
    #news = 0;

    constructor(private readonly conversation: Conversation, private readonly words: Sentences) {}

    /** Puts the cards of links that are not cards yet, and asks anew when the conversation tells of offers. */
    render({ messages }: PanelState): void {
        const news = messages.filter(({ event }) => event?.type.startsWith("offer_")).length;
        for (const card of this.#cards.values()) {
            if (news === this.#news) card.watchTime();
            else void card.load();
        }
        this.#news = news;
        for (const link of document.querySelectorAll<HTMLAnchorElement>(".line:not(.own) .bubble a")) {
            const token = /\/offers\/([\w-]{16,})$/.exec(link.pathname)?.[1];
            if (token) this.#place(link, this.#card(token));
        }
    }

    #card(token: string): OfferCard {
        const card = this.#cards.get(token) ?? new OfferCard(this.conversation, this.words, token);
        this.#cards.set(token, card);
        return card;
    }

    /** A link nobody knows, or whose card already stands elsewhere, stays a link. */
    #place(link: HTMLAnchorElement, card: OfferCard): void {
        if (card.gone || card.element.isConnected) return;
        if (!card.known) {
            void card.load().then(() => {
                if (card.known && link.isConnected) this.#place(link, card);
            });
            return;
        }
        const bubble = link.closest(".bubble");
        const line = link.closest(".line");
        link.remove();
        line?.insertBefore(card.element, line.querySelector(".meta"));
        if (bubble?.textContent?.trim() === "") bubble.remove();
    }
}
