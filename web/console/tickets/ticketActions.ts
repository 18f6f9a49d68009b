import type { TicketActions } from "../../shared/apiTypes";
import { t } from "../shell/words";
import type { Priority, Ref, Ticket } from "../../shared/wire";
import { directory } from "../settings/directoryState";
import { patch, post, put, remove, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { countsWanted } from "./ticketRequests";
import { ticketAssumed, ticketChanged, tickets } from "./ticketState";

/** Shows `change` at once, asks the server, and takes it back with a sentence if it refuses. */
async function act(ticket: Ticket, change: Partial<Ticket>, request: () => Promise<Ticket>): Promise<boolean> {
    const takeBack = ticketAssumed(ticket.id, change);
    try {
        ticketChanged(await request(), true);
        countsWanted();
        return true;
    } catch (problem) {
        takeBack();
        say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" });
        return false;
    }
}

function now(id: string): Ticket | undefined { return tickets.get().byId[id]; }

/** Marks a ticket solved, or opens it again. */
export async function solve(ticket: Ticket, solved = true, quiet = false): Promise<void> {
    const change: Partial<Ticket> = solved
        ? { status: "solved", solved_at: new Date().toISOString(), waiting_since: null, snoozed_until: null }
        : { status: "open", solved_at: null };
    const path = `/tickets/${ticket.id}/resolution`;
    const acted = act(ticket, change, () => solved ? post<Ticket>(path) : remove<Ticket>(path));
    if (!quiet) {
        done(t(solved ? "console.ticket.solvedNow" : "console.ticket.reopenedNow", { number: String(ticket.number) }), () => {
            const current = now(ticket.id);
            if (current) void solve(current, !solved, true);
        });
    }
    await acted;
}

/** Who should answer a ticket; a value left out stays as it is, null clears it. */
export interface Assignment { user?: Ref | null; team?: Ref | null; note?: string }

/** Gives a ticket to a person, a team, or nobody. */
export async function assign(ticket: Ticket, to: Assignment, quiet = false): Promise<void> {
    const change: Partial<Ticket> = {};
    const body: Record<string, unknown> = {};
    if (to.user !== undefined) { change.assignee = to.user; body["user_id"] = to.user?.id ?? null; }
    if (to.team !== undefined) { change.team = to.team; body["team_id"] = to.team?.id ?? null; }
    if (to.note) body["note"] = to.note;
    const path = `/tickets/${ticket.id}/assignment`;
    const clears = to.user === null && to.team === undefined && ticket.team === null;
    const acted = act(ticket, change, () => clears ? remove<Ticket>(path) : put<Ticket>(path, body));
    if (!quiet) {
        const name = to.user?.name ?? to.team?.name;
        done(name ? t("console.ticket.assignedNow", { number: String(ticket.number), name }) : t("console.ticket.unassignedNow", { number: String(ticket.number) }), () => {
            const current = now(ticket.id);
            const back: Assignment = {};
            if (to.user !== undefined) back.user = ticket.assignee;
            if (to.team !== undefined) back.team = ticket.team;
            if (current) void assign(current, back, true);
        });
    }
    await acted;
}

/** Puts a ticket away until an instant, or takes it back with null. */
export async function snooze(ticket: Ticket, until: string | null, quiet = false): Promise<void> {
    const change: Partial<Ticket> = until ? { status: "snoozed", snoozed_until: until } : { status: "open", snoozed_until: null };
    const path = `/tickets/${ticket.id}/snooze`;
    const acted = act(ticket, change, () => until ? put<Ticket>(path, { until }) : remove<Ticket>(path));
    if (!quiet) {
        done(t(until ? "console.ticket.snoozedNow" : "console.ticket.wokenNow", { number: String(ticket.number) }), () => {
            const current = now(ticket.id);
            if (current) void snooze(current, ticket.snoozed_until, true);
        });
    }
    await acted;
}

/** Changes how urgent a ticket is. */
export function setPriority(ticket: Ticket, priority: Priority): Promise<boolean> {
    return act(ticket, { priority }, () => patch<Ticket>(`/tickets/${ticket.id}`, { priority }));
}

/** Changes what a ticket is called. */
export function setSubject(ticket: Ticket, subject: string): Promise<boolean> {
    return act(ticket, { subject }, () => patch<Ticket>(`/tickets/${ticket.id}`, { subject }));
}

/** Adds a tag, or takes it off. */
export function toggleTag(ticket: Ticket, name: string): Promise<boolean> {
    const has = ticket.tags.some((tag) => tag.name === name);
    const known = directory.get().tags.find((tag) => tag.name === name);
    const tags = has
        ? ticket.tags.filter((tag) => tag.name !== name)
        : [...ticket.tags, { id: known?.id ?? name, name, color: known?.color ?? "gray" }];
    return act(ticket, { tags }, () => patch<Ticket>(`/tickets/${ticket.id}`, { tags: tags.map((tag) => tag.name) }));
}

/** Changes one custom field of a ticket. */
export function setCustomField(ticket: Ticket, key: string, value: unknown): Promise<boolean> {
    const custom_fields = { ...ticket.custom_fields, [key]: value };
    return act(ticket, { custom_fields }, () => patch<Ticket>(`/tickets/${ticket.id}`, { custom_fields }));
}

/** Moves an open ticket between "open" and "waiting for the customer". */
export function setStatus(ticket: Ticket, status: "open" | "waiting"): Promise<boolean> {
    return act(ticket, { status }, () => patch<Ticket>(`/tickets/${ticket.id}`, { status }));
}

/** Does what a canned reply without words says. */
export async function applyActions(ticket: Ticket, actions: TicketActions): Promise<boolean> {
    const change: Partial<Ticket> = { ...(actions.status === "solved" ? { status: "solved" } : {}), ...(actions.priority ? { priority: actions.priority as Priority } : {}) };
    const acted = await act(ticket, change, () => post<Ticket>(`/tickets/${ticket.id}/actions`, actions));
    if (acted) say(t("console.actions.applied", { number: String(ticket.number) }));
    return acted;
}

/** Links another ticket by its number, or removes the link. */
export function link(ticket: Ticket, number: number): Promise<boolean> {
    return act(ticket, {}, () => post<Ticket>(`/tickets/${ticket.id}/links`, { ticket: number }));
}

/** Removes a link to another ticket. */
export function unlink(ticket: Ticket, other: string): Promise<boolean> {
    const linked_tickets = ticket.linked_tickets.filter((linked) => linked.id !== other);
    return act(ticket, { linked_tickets }, () => remove<Ticket>(`/tickets/${ticket.id}/links/${other}`));
}
