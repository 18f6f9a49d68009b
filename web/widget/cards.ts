import type { Sentences } from "../shared/sentences";
import type { Conversation } from "./conversation";
import type { DetailsCard } from "./detailsCard";
import { extras, loaded } from "./later";
import type { RatingCard } from "./ratingCard";
import type { PanelState } from "./state";

const noAnswerAfterMs = 120_000;

/** The forms below the thread: who are you (before), where do we answer (when nobody is in), how was it (after). */
export class Cards {
    #who: DetailsCard | null = null;
    #email: DetailsCard | null = null;
    #rating: RatingCard | null = null;
    #emailSettled = false;
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
        if (this.#asksWho(this.conversation.store.get()) && !this.#who) await extras().then(() => this.changed());
        return this.#who ? this.#who.submit() : true;
    }

    render(state: PanelState): HTMLElement[] {
        this.#watchPatience(state);
        const wanted = [this.#asksWho(state), this.#asksEmail(state), state.survey !== null];
        if (!wanted.includes(true)) {
            this.#who = null;
            return [];
        }
        if (!loaded) {
            void extras().then(this.changed, () => undefined);
            return [];
        }
        return [wanted[0] && this.#whoCard(state), wanted[1] && this.#emailCard(), state.survey && this.#ratingCard(state)]
            .filter((each): each is HTMLElement => !!each);
    }

    #asksWho({ settings, customer, ticket, messages, unsent }: PanelState): boolean {
        if (!settings?.pre_chat.enabled || ticket || messages.length > 0 || unsent.length > 0 || this.#who?.done) return false;
        return settings.pre_chat.fields.some((field) => field === "phone" || !customer?.[field]);
    }

    #asksEmail({ settings, customer, ticket, messages, unsent }: PanelState): boolean {
        if (!settings || this.#emailSettled || customer?.email || ticket?.status === "solved" || ticket?.status === "closed") return false;
        const wrote = unsent.length > 0 || messages.some((each) => each.author.kind === "customer");
        return wrote && (settings.ask_email || this.#waitsLong);
    }

    #whoCard({ settings }: PanelState): HTMLElement | undefined {
        const { fields = [], required = [] } = settings?.pre_chat ?? {};
        if (!this.#who && loaded) {
            this.#who = new loaded.DetailsCard(this.conversation, this.words, this.words.t("card.who"), fields, required,
                () => this.#finished(), null);
        }
        return this.#who?.element;
    }

    #emailCard(): HTMLElement | undefined {
        const settle = () => {
            this.#emailSettled = true;
            this.#finished();
        };
        if (!this.#email && loaded) {
            this.#email = new loaded.DetailsCard(this.conversation, this.words, this.words.t("card.ask_email"), ["email"], ["email"],
                settle, settle);
        }
        return this.#email?.element;
    }

    #ratingCard({ survey }: PanelState): HTMLElement | undefined {
        if (!this.#rating && loaded) this.#rating = new loaded.RatingCard(this.conversation, this.words);
        if (survey) this.#rating?.render(survey);
        return this.#rating?.element;
    }

    #finished(): void {
        this.changed();
        this.done();
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
