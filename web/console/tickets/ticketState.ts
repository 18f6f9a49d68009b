import { createStore } from "../../shared/store";
import type { TicketCounts, Viewing } from "../../shared/staff";
import type { Page, Ticket } from "../../shared/wire";
import { belongs, compareTickets, Filters, queryText, Viewer } from "./filters";

/** The list on the page. While it is held, rows stay put and news gathers in `arrived`. */
export interface TicketListState {
    key: string;
    filters: Filters;
    ids: readonly string[];
    cursor: string | null;
    phase: "loading" | "more" | "ready" | "failed";
    held: boolean;
    arrived: readonly string[];
}

/** Everything known of tickets. */
export interface TicketState {
    byId: Readonly<Record<string, Ticket>>;
    list: TicketListState;
    counts: TicketCounts | null;
    viewing: Readonly<Record<string, readonly Viewing[]>>;
    viewer: Viewer;
}

const emptyList: TicketListState = {
    key: "", filters: {}, ids: [], cursor: null, phase: "loading", held: false, arrived: [],
};

/** The tickets of the console, changed only by the functions below. */
export const tickets = createStore<TicketState>({
    byId: {}, list: emptyList, counts: null, viewing: {}, viewer: { id: "", teamIds: [] },
});

/** Tells who is looking. */
export function viewerKnown(viewer: Viewer): void {
    tickets.update((state) => ({ ...state, viewer }));
}

/** A list was asked for; the rows of the former one leave unless it is the same list again. */
export function listAsked(filters: Filters): string {
    const key = queryText(filters);
    tickets.update((state) => state.list.key === key && state.list.phase !== "failed"
        ? state
        : { ...state, list: { ...emptyList, key, filters } });
    return key;
}

/** A page of the list came; a page of another list is dropped. */
export function listArrived(key: string, page: Page<Ticket>, append: boolean): void {
    tickets.update((state) => {
        if (state.list.key !== key) return state;
        const byId = { ...state.byId };
        for (const ticket of page.items) byId[ticket.id] = newer(byId[ticket.id], ticket);
        const seen = new Set(append ? state.list.ids : []);
        const ids = [...(append ? state.list.ids : []), ...page.items.map((ticket) => ticket.id).filter((id) => !seen.has(id))];
        return { ...state, byId, list: { ...state.list, ids, cursor: page.next_cursor, phase: "ready", arrived: [] } };
    });
}

/** The next page is on its way, or the list could not be fetched. */
export function listPhase(key: string, phase: TicketListState["phase"]): void {
    tickets.update((state) => state.list.key === key ? { ...state, list: { ...state.list, phase } } : state);
}

/** Someone scrolls or points at the list, or has stopped; stopping lets the gathered news in. */
export function listHeld(held: boolean): void {
    tickets.update((state) => state.list.held === held ? state : { ...state, list: { ...state.list, held } });
    if (!held) listReleased();
}

/** Lets what gathered while the list was held take its places. */
export function listReleased(): void {
    tickets.update((state) => {
        const { list, byId, viewer } = state;
        const stays = list.ids.filter((id) => { const ticket = byId[id]; return ticket && belongs(ticket, list.filters, viewer) !== false; });
        if (list.arrived.length === 0 && stays.length === list.ids.length) return state;
        const ids = list.arrived.reduce<readonly string[]>((placed, id) => placedIn(placed, id, byId, list), stays);
        return { ...state, list: { ...list, ids, arrived: [] } };
    });
}

/** A ticket changed: an answer to our own act or a live frame. An older version changes nothing. */
export function ticketChanged(ticket: Ticket, mine = false): void {
    tickets.update((state) => {
        const known = state.byId[ticket.id];
        if (known && known.version > ticket.version) return state;
        const next = mine ? ticket : withMyReading(known, ticket);
        const byId = { ...state.byId, [ticket.id]: next };
        return { ...state, byId, list: placed({ ...state, byId }, next, mine) };
    });
}

/** Shows a change before the server has agreed; the returned function takes it back. */
export function ticketAssumed(id: string, change: Partial<Ticket>): () => void {
    const before = tickets.get().byId[id];
    if (!before) return () => undefined;
    const listBefore = tickets.get().list.ids;
    ticketChanged({ ...before, ...change }, true);
    return () => tickets.update((state) => {
        const list = state.list.ids.includes(id) || !listBefore.includes(id)
            ? state.list
            : { ...state.list, ids: placedIn(state.list.ids, id, { ...state.byId, [id]: before }, state.list) };
        return { ...state, byId: { ...state.byId, [id]: before }, list };
    });
}

/** I have read a ticket up to `seq`. */
export function ticketRead(id: string, seq: number): void {
    const ticket = tickets.get().byId[id];
    if (!ticket || (ticket.read_seq >= seq && !ticket.unread)) return;
    tickets.update((state) => ({
        ...state, byId: { ...state.byId, [id]: { ...ticket, read_seq: Math.max(ticket.read_seq, seq), unread: false } },
    }));
}

/** The customer has read a ticket up to `seq`. */
export function customerHasRead(id: string, seq: number): void {
    const ticket = tickets.get().byId[id];
    if (!ticket || ticket.customer_read_seq >= seq) return;
    tickets.update((state) => ({ ...state, byId: { ...state.byId, [id]: { ...ticket, customer_read_seq: seq } } }));
}

/** The figures beside the folders came. */
export function countsArrived(counts: TicketCounts): void {
    tickets.update((state) => ({ ...state, counts }));
}

/** Who has a ticket open, and who is writing in it. */
export function viewingChanged(id: string, viewing: readonly Viewing[]): void {
    tickets.update((state) => ({ ...state, viewing: { ...state.viewing, [id]: viewing } }));
}

function placed(state: TicketState, ticket: Ticket, mine: boolean): TicketListState {
    const { list } = state;
    const inList = list.ids.includes(ticket.id);
    const fits = belongs(ticket, list.filters, state.viewer);
    if (fits === null) return list;
    if (!fits) {
        if (!inList) return list.arrived.includes(ticket.id) ? { ...list, arrived: list.arrived.filter((id) => id !== ticket.id) } : list;
        return list.held && !mine ? list : { ...list, ids: list.ids.filter((id) => id !== ticket.id) };
    }
    if (list.held) {
        if (inList || list.arrived.includes(ticket.id)) return list;
        return { ...list, arrived: [...list.arrived, ticket.id] };
    }
    return { ...list, ids: placedIn(list.ids, ticket.id, state.byId, list) };
}

/** The ids with one put where the order wants it; beyond the last fetched row it waits for its page. */
function placedIn(
    ids: readonly string[], id: string, byId: Readonly<Record<string, Ticket>>, list: TicketListState,
): readonly string[] {
    const ticket = byId[id];
    if (!ticket) return ids;
    const rest = ids.filter((other) => other !== id);
    let low = 0;
    let high = rest.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        const other = byId[rest[middle] ?? ""];
        if (other && compareTickets(other, ticket, list.filters.sort) <= 0) low = middle + 1;
        else high = middle;
    }
    if (low === rest.length && list.cursor !== null) return rest;
    return ids[low] === id && rest.length === ids.length - 1 ? ids : [...rest.slice(0, low), id, ...rest.slice(low)];
}

function newer(known: Ticket | undefined, given: Ticket): Ticket {
    return known && known.version > given.version ? known : given;
}

/** A frame sent to everyone cannot know what I have read, so my own reading is kept. */
function withMyReading(known: Ticket | undefined, given: Ticket): Ticket {
    const read = Math.max(known?.read_seq ?? 0, given.read_seq ?? 0);
    const last = given.last_message;
    const unread = last !== null && last.author_kind === "customer" ? last.seq > read
        : known ? known.unread && last !== null && last.author_kind !== "agent" : false;
    return { ...given, read_seq: read, unread };
}
