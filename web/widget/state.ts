import type { Unsent } from "../shared/outbox";
import type { Attachment, Message, PublicTicket, WidgetSession, WidgetSettings } from "../shared/wire";

/** A question about satisfaction: asked, answered with an optional sentence to come, thanked for, or put away. */
export interface Survey {
    token: string;
    rating: number | null;
    stage: "asked" | "rated" | "thanked";
}

/** All the panel shows. */
export interface PanelState {
    /** "gone" is a chat that is switched off or closed to this visitor. */
    phase: "opening" | "ready" | "gone";
    settings: WidgetSettings | null;
    ticket: PublicTicket | null;
    customer: WidgetSession["customer"];
    messages: Message[];
    unsent: readonly Unsent[];
    /** Neither the live line nor polling reaches the server. */
    offline: boolean;
    /** Who is writing to us now. */
    typing: string | null;
    /** The newest number staff have seen. */
    seenSeq: number;
    /** The newest number shown to the visitor. */
    readSeq: number;
    survey: Survey | null;
    /** Files uploaded here, by id, to name them before the server echoes the message. */
    files: Record<string, Attachment>;
}

export const emptyState: PanelState = {
    phase: "opening", settings: null, ticket: null, customer: null, messages: [], unsent: [], offline: false,
    typing: null, seenSeq: 0, readSeq: 0, survey: null, files: {},
};

/** Adds messages, each once: within a ticket by number, between tickets by time. */
export function withMessages(messages: readonly Message[], added: readonly Message[]): Message[] {
    const known = new Set(messages.map((each) => each.id));
    const fresh = added.filter((each) => each.kind !== "note" && !known.has(each.id));
    if (fresh.length === 0) return messages as Message[];
    return [...messages, ...fresh].sort((a, b) => a.ticket_id === b.ticket_id
        ? a.seq - b.seq
        : Date.parse(a.created_at) - Date.parse(b.created_at));
}

/** The newest number known of one ticket. */
export function lastSeq(messages: readonly Message[], ticketID: string): number {
    return messages.reduce((last, each) => each.ticket_id === ticketID ? Math.max(last, each.seq) : last, 0);
}

/** Staff's replies the visitor has not been shown. */
export function unreadCount(state: PanelState): number {
    return state.messages.filter((each) => each.kind === "reply" && each.author.kind === "agent"
        && each.ticket_id === state.ticket?.id && each.seq > state.readSeq).length;
}
