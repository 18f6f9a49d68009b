import type { Sentences } from "../shared/sentences";
import type { WantedCards } from "./cards";
import type { Conversation } from "./conversation";
import { DetailsCard } from "./detailsCard";
import { OfferCards } from "./offerCards";
import { OrdersCard } from "./ordersCard";
import { RatingCard } from "./ratingCard";
import type { PanelState } from "./state";
import { TranscriptCard } from "./transcriptCard";

/** The forms below the thread: who are you (before), where do we answer (when nobody is in), how was it and shall we
    mail it (after). Each is made when first wanted and keeps what was typed. */
export class CardStack {
    #who: DetailsCard | null = null;
    #email: DetailsCard | null = null;
    #rating: RatingCard | null = null;
    #transcript: TranscriptCard | null = null;
    #orders: OrdersCard | null = null;
    #offers: OfferCards | null = null;
    #emailSettled = false;

    constructor(
        private readonly conversation: Conversation,
        private readonly words: Sentences,
        private readonly changed: () => void,
        private readonly done: () => void,
    ) {}

    /** Whether a message may leave: what must be known first is filled in and saved. */
    async complete(state: PanelState): Promise<boolean> {
        return this.#whoCard(state).submit();
    }

    render(wanted: WantedCards, state: PanelState): HTMLElement[] {
        if (!wanted.who) this.#who = null;
        if (!wanted.orders) this.#orders = null;
        // These stand among the messages, which are drawn right after this.
        if (wanted.offers) queueMicrotask(() => (this.#offers ??= new OfferCards(this.conversation, this.words)).render(state));
        return [
            wanted.who && !this.#who?.done && this.#whoCard(state).element,
            wanted.email && !this.#emailSettled && this.#emailCard(),
            state.survey && this.#ratingCard(state),
            wanted.transcript && this.#transcriptCard(state),
            wanted.orders && this.#ordersCard(),
        ].filter((each): each is HTMLElement => !!each);
    }

    #whoCard({ settings }: PanelState): DetailsCard {
        const { fields = [], required = [] } = settings?.pre_chat ?? {};
        return this.#who ??= new DetailsCard(this.conversation, this.words, this.words.t("card.who"), fields, required,
            () => this.#finished(), null);
    }

    #emailCard(): HTMLElement {
        const settle = () => {
            this.#emailSettled = true;
            this.#finished();
        };
        this.#email ??= new DetailsCard(this.conversation, this.words, this.words.t("card.ask_email"), ["email"], ["email"],
            settle, settle);
        return this.#email.element;
    }

    #ratingCard({ survey }: PanelState): HTMLElement {
        this.#rating ??= new RatingCard(this.conversation, this.words);
        if (survey) this.#rating.render(survey);
        return this.#rating.element;
    }

    #transcriptCard({ ticket, customer }: PanelState): HTMLElement {
        if (this.#transcript?.ticketID !== ticket?.id) this.#transcript = null;
        this.#transcript ??= new TranscriptCard(this.conversation, this.words, ticket?.id ?? "", customer?.email ?? "");
        return this.#transcript.element;
    }

    /** Nothing at all stands there for a customer without orders. */
    #ordersCard(): HTMLElement | null {
        this.#orders ??= new OrdersCard(this.conversation, this.words, this.changed);
        return this.#orders.known ? this.#orders.element : null;
    }

    #finished(): void {
        this.changed();
        this.done();
    }
}
