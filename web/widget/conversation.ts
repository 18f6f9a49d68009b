import { asProblem, request } from "../shared/api";
import { LiveClient } from "../shared/live";
import { Outbox } from "../shared/outbox";
import { createStore } from "../shared/store";
import type { Attachment, Draft, Message, PublicTicket, ServerFrame, WidgetSession } from "../shared/wire";
import type { HostIdentity } from "./host";
import { keep, recall, storage } from "./keep";
import { extras } from "./later";
import { emptyState, lastSeq, withMessages } from "./state";
import type { PanelState } from "./state";

const typingLastsMs = 8_000;
const pollEveryMs = 5_000;
const pollAtMostEveryMs = 10_000;
const failuresBeforePolling = 3;

/** One visitor's conversation: what is known of it, and the ways to the server (live, or polling where that is barred). */
export class Conversation {
    readonly store = createStore<PanelState>(emptyState);
    #token: string | null;
    #identity: HostIdentity = { jwt: null, logout: false };
    readonly #outbox: Outbox;
    readonly #live: LiveClient;
    #polling: ReturnType<typeof setTimeout> | undefined;
    #pollPause = pollEveryMs;
    #attempt = 0;
    #typingTimer: ReturnType<typeof setTimeout> | undefined;
    #typedAt = 0;
    #asking: ReturnType<typeof setTimeout> | undefined;
    #opening = false;

    constructor(private readonly inbox: string, private readonly locale: string) {
        this.#token = recall(this.key("visitor"));
        this.#outbox = new Outbox({
            storage,
            prefix: `${this.key("unsent")}.`,
            deliver: (draft) => this.#deliver(draft),
            onChange: (unsent) => this.set({ unsent }),
            onSent: (message) => this.#placed([message], true),
        });
        this.set({ unsent: [...this.#outbox.items] });
        this.#live = new LiveClient({
            hello: () => ({ token: this.#token }),
            onFrame: (frame) => this.#heard(frame),
            onState: (state) => this.#lineChanged(state),
            onWelcome: ({ topics }) => {
                const own = topics.find((topic) => topic.startsWith("ticket:"));
                if (own && !this.store.get().ticket) this.#adopt(own.slice("ticket:".length));
                void this.#outbox.flush();
            },
            onResync: () => this.#refresh(),
        });
    }

    /** Takes what the shop says about who is here, and opens (or reopens) the session. */
    identify(identity: HostIdentity): void {
        const changed = identity.logout || identity.jwt !== this.#identity.jwt;
        this.#identity = { page: this.#identity.page ?? "", ...identity };
        if (identity.logout) this.#forget();
        if (changed || this.store.get().phase === "opening") {
            if (this.store.get().phase === "ready") this.#live.stop();
            void this.#open();
        }
    }

    send(text: string, files: Attachment[]): void {
        const draft: Draft = { text };
        if (files.length > 0) draft.attachments = files.map((each) => each.id);
        this.set({ files: { ...this.store.get().files, ...Object.fromEntries(files.map((each) => [each.id, each])) } });
        this.#outbox.add(draft);
        this.typing(false);
    }

    retry(clientID: string): void {
        this.#outbox.retry(clientID);
    }

    discard(clientID: string): void {
        this.#outbox.drop(clientID);
    }

    /** Tells staff the visitor is writing; at most every four seconds. */
    typing(active: boolean): void {
        const { ticket } = this.store.get();
        const now = Date.now();
        if (!ticket || (active ? now - this.#typedAt < 4_000 : this.#typedAt === 0)) return;
        this.#typedAt = active ? now : 0;
        this.#live.signal("typing", { ticket_id: ticket.id, active });
    }

    /** Everything now in the thread has been shown. */
    markRead(): void {
        const { ticket, messages, readSeq } = this.store.get();
        if (!ticket) return;
        const seq = lastSeq(messages, ticket.id);
        if (seq <= readSeq) return;
        this.set({ readSeq: seq });
        keep(this.key(`read.${ticket.id}`), String(seq));
        this.#live.signal("read", { ticket_id: ticket.id, seq });
    }

    async #open(): Promise<void> {
        if (this.#opening) return;
        this.#opening = true;
        try {
            const session = await this.#askSession();
            this.#attempt = 0;
            this.#enter(session);
            this.#live.start();
            if (this.#live.state === "refused") this.#live.restart();
        } catch (thrown) {
            const problem = asProblem(thrown);
            if (!problem.passing) {
                this.set({ phase: "gone" });
                return;
            }
            this.set({ offline: true });
            this.#attempt += 1;
            const pause = Math.min(30_000, 1_000 * 2 ** Math.min(this.#attempt, 5));
            setTimeout(() => void this.#open(), pause / 2 + (pause / 2) * Math.random());
        } finally {
            this.#opening = false;
        }
    }

    async #askSession(): Promise<WidgetSession> {
        const body: Record<string, string> = { inbox: this.inbox, locale: this.locale };
        if (this.#token) body.visitor_token = this.#token;
        if (this.#identity.page) body.page_url = this.#identity.page;
        if (this.#identity.jwt) body.identity = this.#identity.jwt;
        for (;;) {
            try {
                return await request<WidgetSession>("POST", "/widget/sessions", { body });
            } catch (thrown) {
                // A refused identity (the page's may have run out) must not cost anybody their own conversation, nor a
                // stale token keep them from writing: go on without the one, then without the other.
                const refused = body.identity ? "identity" : "visitor_token";
                if (asProblem(thrown).status !== 401 || !body[refused]) throw thrown;
                delete body[refused];
            }
        }
    }

    #enter(session: WidgetSession): void {
        this.#token = session.visitor_token;
        keep(this.key("visitor"), session.visitor_token);
        const { ticket, messages, settings, customer, pending_survey } = session;
        const old = this.store.get().ticket;
        const survey = pending_survey && this.store.get().survey?.token !== pending_survey.token
            ? { token: pending_survey.token, rating: null, stage: "asked" as const }
            : this.store.get().survey;
        this.set({ phase: "ready", offline: false, settings, ticket, customer, survey });
        if (ticket) this.#setRead(ticket);
        if (old && old.id !== ticket?.id) this.#live.unsubscribe(`ticket:${old.id}`);
        this.#placed(messages);
        if (ticket) this.#live.subscribe(`ticket:${ticket.id}`, lastSeq(this.store.get().messages, ticket.id));
    }

    #setRead(ticket: PublicTicket): void {
        const kept = Number(recall(this.key(`read.${ticket.id}`)) ?? 0);
        this.set({ readSeq: Math.max(kept, ticket.customer_read_seq ?? 0) });
    }

    async #deliver(draft: Draft & { client_id: string }): Promise<Message> {
        const { ticket, phase } = this.store.get();
        if (phase !== "ready") throw asProblem(null);
        const body = ticket && ticket.status !== "closed" ? { ...draft, ticket_id: ticket.id } : draft;
        const answer = this.#live.state === "online"
            ? await this.#live.request<{ message: Message }>("message.send", body)
            : await request<{ message: Message } | Message>("POST", "/widget/messages", { body, headers: this.headers() });
        return "message" in answer ? answer.message : answer;
    }

    #heard(frame: ServerFrame): void {
        const { ticket } = this.store.get();
        switch (frame.kind) {
        case "message.created":
            if ("message" in frame.data) this.#placed([frame.data.message], frame.data.message.author.kind === "customer");
            return;
        case "ticket.updated": {
            const news = frame.data.ticket as PublicTicket;
            if (ticket && news.id !== ticket.id) return;
            this.set({ ticket: { ...ticket, ...news } });
            const { survey } = this.store.get();
            if (news.status === "open" && survey?.stage === "asked") this.set({ survey: null });
            return;
        }
        case "typing":
            if (frame.data.principal.kind !== "agent" || frame.data.private) return;
            this.#setTyping(frame.data.active ? frame.data.principal.name : null);
            return;
        case "read":
            if (frame.data.principal.kind !== "agent") return;
            this.set({ seenSeq: Math.max(this.store.get().seenSeq, frame.data.seq) });
            return;
        case "presence":
            this.#presenceChanged(frame.data.state);
            return;
        case "survey.offered":
            if (this.store.get().survey?.token === frame.data.token) return;
            this.set({ survey: { token: frame.data.token, rating: null, stage: "asked" } });
            return;
        case "resync":
            return;
        }
    }

    #presenceChanged(state: string | undefined): void {
        const { settings } = this.store.get();
        if (!settings || !state) return;
        if (state === "online") {
            this.set({ settings: { ...settings, availability: { ...settings.availability, online: true } } });
        } else if (!this.#asking) {
            // One person leaving says nothing about the others: ask, once for all that leave together, how the team stands.
            this.#asking = setTimeout(() => {
                this.#asking = undefined;
                this.#askSession().then((session) => this.set({ settings: session.settings }), () => undefined);
            }, 5_000);
        }
    }

    #setTyping(name: string | null): void {
        clearTimeout(this.#typingTimer);
        this.set({ typing: name });
        if (name) this.#typingTimer = setTimeout(() => this.set({ typing: null }), typingLastsMs);
    }

    /** Puts stored messages in the thread, in place of their unsent forms; a new ticket's first one names the ticket. */
    #placed(messages: readonly Message[], mayNameTicket = false): void {
        const before = this.store.get();
        const newest = messages[messages.length - 1];
        this.set({ messages: withMessages(before.messages, messages) });
        for (const each of messages) {
            if (each.client_id) this.#outbox.drop(each.client_id);
            if (each.author.kind === "agent" && each.kind === "reply") this.#setTyping(null);
        }
        if (mayNameTicket && newest && newest.ticket_id !== before.ticket?.id) this.#adopt(newest.ticket_id);
    }

    #adopt(ticketID: string): void {
        const old = this.store.get().ticket;
        if (old) this.#live.unsubscribe(`ticket:${old.id}`);
        this.set({
            ticket: { id: ticketID, number: 0, status: "open", subject: "", assignee: old?.assignee ?? null },
            seenSeq: 0, readSeq: 0, survey: null,
        });
        this.#live.subscribe(`ticket:${ticketID}`, 0);
    }

    async #refresh(): Promise<number> {
        const session = await this.#askSession();
        this.set({ messages: [] });
        this.#enter(session);
        return session.ticket ? lastSeq(this.store.get().messages, session.ticket.id) : 0;
    }

    #lineChanged(state: LiveClient["state"]): void {
        if (state === "online") {
            clearTimeout(this.#polling);
            this.#polling = undefined;
            this.set({ offline: false });
        } else if (state === "refused") {
            this.refused();
        } else if (state === "offline" && !this.#polling) {
            this.#pollPause = pollEveryMs;
            this.#polling = setTimeout(() => void this.#poll(), 1_500);
        }
    }

    /** Shows the bar at first; where sockets stay barred (three failures) messages are fetched by HTTP instead. */
    async #poll(): Promise<void> {
        if (this.#live.state === "online" || this.store.get().phase !== "ready") return;
        if (this.#live.failures < failuresBeforePolling) this.set({ offline: true });
        else await extras().then(({ fetchNews }) => fetchNews(this)).catch(() => this.set({ offline: true }));
        const { offline } = this.store.get();
        this.#pollPause = offline ? pollAtMostEveryMs : Math.min(pollAtMostEveryMs, this.#pollPause * 1.2);
        this.#polling = setTimeout(() => void this.#poll(), this.#pollPause);
    }

    /** Takes what polling or a later part fetched, and sends what waits. */
    fetched(messages: readonly Message[]): void {
        this.set({ offline: false });
        if (messages.length > 0) this.#pollPause = pollEveryMs;
        this.#placed(messages, !this.store.get().ticket);
        void this.#outbox.flush();
    }

    /** The server knows our token no more: begin anew. */
    refused(): void {
        this.#token = null;
        keep(this.key("visitor"), null);
        void this.#open();
    }

    #forget(): void {
        this.#live.stop();
        const { ticket, unsent } = this.store.get();
        for (const each of unsent) this.#outbox.drop(each.client_id);
        if (ticket) {
            keep(this.key(`read.${ticket.id}`), null);
            this.#live.unsubscribe(`ticket:${ticket.id}`);
        }
        keep(this.key("visitor"), null);
        keep(this.key("draft"), null);
        this.#token = null;
        this.store.update(() => emptyState);
    }

    /** The name something of this inbox is kept under. */
    key(name: string): string {
        return `deskbell.${name}.${this.inbox}`;
    }

    /** What proves to the server who asks. */
    headers(): Record<string, string> {
        return this.#token ? { "X-Visitor-Token": this.#token } : {};
    }

    /** Changes some of what is shown. */
    set(change: Partial<PanelState>): void {
        this.store.update((state) => ({ ...state, ...change }));
    }
}
