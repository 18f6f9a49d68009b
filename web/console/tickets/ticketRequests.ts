import { get } from "../shell/http";
import type { TicketCounts } from "../../shared/staff";
import type { Message, Page, Ticket } from "../../shared/wire";
import type { Filters } from "./filters";
import { countsArrived, listArrived, listAsked, listPhase, ticketChanged, tickets } from "./ticketState";
import { hasGap, messagesArrived, newestSeq, threadFailed, threadOf, threads } from "./threadState";

const pageSize = 100;

/** Fetches the first rows of a list; the rows shown stay when it is the same list. */
export async function fetchList(filters: Filters): Promise<void> {
    const key = listAsked(filters);
    try {
        listArrived(key, await get<Page<Ticket>>(`/tickets?${key}&limit=${pageSize}`), false);
    } catch {
        if (tickets.get().list.ids.length === 0) listPhase(key, "failed");
    }
}

/** Fetches the rows below the last one, once at a time. */
export async function fetchMore(): Promise<void> {
    const { key, cursor, phase } = tickets.get().list;
    if (!cursor || phase !== "ready") return;
    listPhase(key, "more");
    try {
        listArrived(key, await get<Page<Ticket>>(`/tickets?${key}&limit=${pageSize}&cursor=${encodeURIComponent(cursor)}`), true);
    } catch {
        listPhase(key, "ready");
    }
}

let countsTimer: ReturnType<typeof setTimeout> | undefined;

/** Fetches the figures beside the folders soon; many wishes within a second are one request. */
export function countsWanted(): void {
    if (countsTimer !== undefined) return;
    countsTimer = setTimeout(() => {
        countsTimer = undefined;
        get<TicketCounts>("/tickets/counts").then(countsArrived, () => undefined);
    }, 400);
}

/** One ticket by number or id. */
export async function fetchTicket(numberOrId: string): Promise<Ticket> {
    const ticket = await get<Ticket>(`/tickets/${encodeURIComponent(numberOrId)}`);
    ticketChanged(ticket);
    return ticket;
}

const underway = new Set<string>();

/** Fetches the latest messages of a ticket, or only what is newer than what is held. */
export async function fetchThread(id: string, options: { ahead?: boolean } = {}): Promise<void> {
    const thread = threadOf(threads.get(), id);
    if (underway.has(id) || (options.ahead && thread.messages.length > 0)) return;
    underway.add(id);
    try {
        const held = newestSeq(thread);
        const since = held > 0 && !hasGap(thread) ? `after_seq=${held}` : `before_seq=${2 ** 31 - 1}`;
        messagesArrived(id, (await get<Page<Message>>(`/tickets/${id}/messages?${since}&limit=50`)).items);
    } catch {
        threadFailed(id);
    } finally {
        underway.delete(id);
    }
}

/** Fetches one message anew. */
export async function fetchMessage(id: string, seq: number): Promise<void> {
    try {
        const { items } = await get<Page<Message>>(`/tickets/${id}/messages?after_seq=${seq - 1}&limit=1`);
        messagesArrived(id, items.filter((message) => message.seq === seq));
    } catch {
        // It stays as it is; the next visit fetches all.
    }
}

/** Fetches the messages before the oldest one held. */
export async function fetchEarlier(id: string): Promise<void> {
    const first = threadOf(threads.get(), id).messages[0]?.seq ?? 1;
    if (first <= 1 || underway.has(id)) return;
    underway.add(id);
    try {
        messagesArrived(id, (await get<Page<Message>>(`/tickets/${id}/messages?before_seq=${first}&limit=50`)).items);
    } catch {
        // What is on the page stays; scrolling up again asks again.
    } finally {
        underway.delete(id);
    }
}
