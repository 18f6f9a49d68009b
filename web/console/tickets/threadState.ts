import { createStore } from "../../shared/store";
import type { TicketActions } from "../../shared/apiTypes";
import type { DeliveryState, MailRecipient, MailRecipients, MailView } from "../../shared/mail";
import type { Attachment, Message } from "../../shared/wire";

/** A message on its way: shown at once, kept until the server has stored it. */
export interface Outgoing {
    client_id: string;
    kind: "reply" | "note";
    text: string;
    attachments: readonly Attachment[];
    mentions: readonly string[];
    /** Of a mail; left out when the server's proposal stands. */
    recipients?: MailRecipients;
    solve: boolean;
    actions: TicketActions | null;
    seen_seq: number;
    state: "sending" | "failed";
    problem: string | null;
    created_at: string;
}

/** Someone typing in a ticket. */
export interface Typist { id: string; name: string; kind: string; note: boolean; until: number }

/** The messages of one ticket, ascending, and what is known about them. */
export interface Thread {
    messages: readonly Message[];
    outgoing: readonly Outgoing[];
    phase: "loading" | "ready" | "failed";
    /** Where I had left off when I opened it; the "new" line stands after this message. */
    leftOffSeq: number | null;
    typists: readonly Typist[];
}

const emptyThread: Thread = { messages: [], outgoing: [], phase: "loading", leftOffSeq: null, typists: [] };

/** The threads fetched so far, by ticket id. */
export const threads = createStore<Readonly<Record<string, Thread>>>({});

/** A thread, empty when it was never fetched. */
export function threadOf(state: Readonly<Record<string, Thread>>, id: string): Thread {
    return state[id] ?? emptyThread;
}

/** The highest message number known in a thread; 0 when none is. */
export function newestSeq(thread: Thread): number {
    return thread.messages[thread.messages.length - 1]?.seq ?? 0;
}

/** Messages came, by fetching or live, in any order and possibly again. */
export function messagesArrived(id: string, messages: readonly Message[]): void {
    change(id, (thread) => {
        const bySeq = new Map(thread.messages.map((message) => [message.seq, message]));
        for (const message of messages) bySeq.set(message.seq, message);
        const stored = new Set(messages.map((message) => message.client_id));
        return {
            ...thread, phase: "ready",
            messages: [...bySeq.values()].sort((a, b) => a.seq - b.seq),
            outgoing: thread.outgoing.filter((outgoing) => !stored.has(outgoing.client_id)),
            typists: thread.typists.filter((typist) => !messages.some((message) => message.author.id === typist.id)),
        };
    });
}

/** Whether numbers are missing between the messages held, so the rest must be fetched. */
export function hasGap(thread: Thread): boolean {
    const first = thread.messages[0];
    return first !== undefined && newestSeq(thread) - first.seq + 1 !== thread.messages.length;
}

/** The thread could not be fetched; what is held stays. */
export function threadFailed(id: string): void {
    change(id, (thread) => ({ ...thread, phase: thread.messages.length > 0 ? "ready" : "failed" }));
}

/** I opened the ticket, having read up to `seq` before. */
export function threadOpened(id: string, seq: number): void {
    change(id, (thread) => ({ ...thread, leftOffSeq: seq }));
}

/** A message is on its way. */
export function messageOutgoing(id: string, outgoing: Outgoing): void {
    change(id, (thread) => ({
        ...thread, outgoing: [...thread.outgoing.filter((other) => other.client_id !== outgoing.client_id), outgoing],
    }));
}

/** A message on its way did not arrive; it stays with the reason and can be tried again. */
export function messageFailed(id: string, clientId: string, problem: string): void {
    change(id, (thread) => ({
        ...thread,
        outgoing: thread.outgoing.map((outgoing) => outgoing.client_id === clientId ? { ...outgoing, state: "failed", problem } : outgoing),
    }));
}

/** A message on its way was given up. */
export function messageDropped(id: string, clientId: string): void {
    change(id, (thread) => ({ ...thread, outgoing: thread.outgoing.filter((outgoing) => outgoing.client_id !== clientId) }));
}

/** A mail that was sent has come further, or did not arrive. */
export function deliveryChanged(id: string, seq: number, state: DeliveryState, recipients?: readonly MailRecipient[], mail_id?: string): void {
    change(id, (thread) => ({
        ...thread, messages: thread.messages.map((message) => message.seq === seq && message.mail
            ? { ...message, mail: { ...message.mail, ...(mail_id ? { id: mail_id } : {}), state, ...(recipients ? received(recipients) : {}) } } : message),
    }));
}

/** Whom a mail went to, as its recipients tell. */
function received(recipients: readonly MailRecipient[]): Pick<MailView, "to" | "cc" | "bcc" | "recipients"> {
    const people = (role: MailRecipient["role"]) => recipients.filter((one) => one.role === role).map(({ name, address }) => ({ name: name ?? "", address }));
    return { recipients: [...recipients], to: people("to"), cc: people("cc"), bcc: people("bcc") };
}

/** Someone types, or has stopped; a forgotten stop runs out by itself. */
export function typingChanged(id: string, typist: Typist, active: boolean): void {
    change(id, (thread) => {
        const others = thread.typists.filter((other) => other.id !== typist.id);
        return { ...thread, typists: active ? [...others, typist] : others };
    });
}

/** Forgets typing that ended without a word. */
export function typingExpired(now: number): void {
    for (const [id, thread] of Object.entries(threads.get())) {
        if (thread.typists.some((typist) => typist.until <= now)) {
            change(id, (known) => ({ ...known, typists: known.typists.filter((typist) => typist.until > now) }));
        }
    }
}

function change(id: string, next: (thread: Thread) => Thread): void {
    threads.update((state) => ({ ...state, [id]: next(threadOf(state, id)) }));
}
