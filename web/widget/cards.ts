import type { Sentences } from "../shared/sentences";
import type { CardStack } from "./cardStack";
import type { Conversation } from "./conversation";
import { extras, loaded } from "./later";
import type { PanelState } from "./state";

const noAnswerAfterMs = 120_000;

/** Which cards belong below the thread now; they themselves are fetched with the later parts. */
export interface WantedCards {
    /** Who writes, before the first message. */
    who: boolean;
    /** Where to answer, when nobody is in. */
    email: boolean;
    rating: boolean;
    /** The conversation by mail, once it is solved. */
    transcript: boolean;
    /** The customer's own orders, for whom the shop vouched for. */
    orders: boolean;
    /** Products offered in the conversation, each in the place of its link. */
    offers: boolean;
}

/** Decides which cards stand below the thread. */
export class Cards {
    #stack: CardStack | null = null;
    #waitsLong = false;
    #patience: ReturnType<typeof setTimeout> | undefined;

    constructor(
        private readonly conversation: Conversation,
        private readonly words: Sentences,
        private readonly changed: () => void,
        private readonly done: () => void,
    ) {}

    /** Whether a message may leave: true unless the shop wants to know first who writes, and does not yet. */
    async complete(): Promise<boolean> {
        const state = this.conversation.store.get();
        if (!this.#wanted(state).who) return true;
        await extras();
        this.changed();
        return this.#made()?.complete(state) ?? true;
    }

    render(state: PanelState): HTMLElement[] {
        this.#watchPatience(state);
        const wanted = this.#wanted(state);
        if (!this.#stack && !Object.values(wanted).includes(true)) return [];
        if (!loaded) void extras().then(this.changed, () => undefined);
        return this.#made()?.render(wanted, state) ?? [];
    }

    /** The cards themselves, once the later parts are here. */
    #made(): CardStack | null {
        if (loaded) this.#stack ??= new loaded.CardStack(this.conversation, this.words, this.changed, this.done);
        return this.#stack;
    }

    #wanted({ settings, customer, ticket, messages, unsent, survey }: PanelState): WantedCards {
        const began = messages.length + unsent.length > 0;
        const wrote = unsent.length > 0 || messages.some((each) => each.author.kind === "customer");
        const over = ticket?.status === "solved" || ticket?.status === "closed";
        return {
            who: !!settings?.pre_chat.enabled && !ticket && !began
                && settings.pre_chat.fields.some((field) => field === "phone" || !customer?.[field]),
            email: !!settings && !customer?.email && !over && wrote && (settings.ask_email || this.#waitsLong),
            rating: survey !== null,
            transcript: !!settings?.transcript && ticket?.status === "solved",
            orders: !!settings?.orders,
            offers: messages.some((each) => each.text.includes("/offers/")),
        };
    }

    /** When nobody has answered for two minutes, an address is asked for. */
    #watchPatience({ messages }: PanelState): void {
        const last = messages[messages.length - 1];
        if (last?.kind === "reply" && last.author.kind === "customer") {
            this.#patience ??= setTimeout(() => {
                this.#waitsLong = true;
                this.changed();
            }, noAnswerAfterMs);
        } else {
            clearTimeout(this.#patience);
            this.#patience = undefined;
            this.#waitsLong = false;
        }
    }
}
