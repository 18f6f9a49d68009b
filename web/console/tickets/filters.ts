import type { Ticket } from "../../shared/wire";

/** The conditions of a ticket list, spelled as the server's query has them. */
export interface Filters {
    view?: string; status?: string; assignee?: string; team?: string; channel?: string; tag?: string;
    customer_id?: string; inbox?: string; priority?: string; unread?: string; at_risk?: string; q?: string; sort?: string;
}

/** The names of the conditions, in the order they stand in an address. */
export const filterKeys = [
    "view", "status", "assignee", "team", "channel", "tag", "customer_id", "inbox", "priority", "unread", "at_risk", "q", "sort",
] as const;

/** The lists every agent has; each name is also the key of its count. */
export const folders = {
    mine: { assignee: "me", status: "open,waiting" },
    unassigned: { assignee: "none", status: "open,waiting" },
    team: { team: "mine", status: "open,waiting" },
    all_open: { status: "open,waiting" },
    unread: { unread: "true", status: "unsolved" },
    at_risk: { at_risk: "true", status: "unsolved" },
    snoozed: { status: "snoozed" },
    solved: { status: "solved,closed", sort: "updated" },
} as const;

/** A list every agent has. */
export type FolderName = keyof typeof folders;

/** The conditions an address asks for: a folder or a saved view, narrowed by what else is named. */
export function filtersOf(query: URLSearchParams): Filters {
    const folder = folderOf(query);
    const filters: Filters = folder ? { ...folders[folder] } : {};
    for (const key of filterKeys) {
        const value = query.get(key);
        if (value) filters[key] = value;
    }
    return filters;
}

/** The folder an address names; "mine" when it names neither folder nor view. */
export function folderOf(query: URLSearchParams): FolderName | null {
    const named = query.get("list");
    if (named && named in folders) return named as FolderName;
    return query.get("view") ? null : "mine";
}

/** The query text of conditions, always in the same order, so it can serve as a key. */
export function queryText(filters: Filters): string {
    const query = new URLSearchParams();
    for (const key of filterKeys) {
        const value = filters[key];
        if (value) query.set(key, value);
    }
    return query.toString();
}

/** Who is looking: what "me" and "my teams" mean. */
export interface Viewer { id: string; teamIds: readonly string[] }

/** Whether a ticket belongs in the list; null when only the server can tell (search, saved views). */
export function belongs(ticket: Ticket, filters: Filters, viewer: Viewer): boolean | null {
    if (filters.view) return null;
    if (filters.status && !statusSet(filters.status).includes(ticket.status)) return false;
    if (filters.assignee && !sameOrNone(filters.assignee === "me" ? viewer.id : filters.assignee, ticket.assignee?.id)) return false;
    if (filters.team === "mine") {
        if (!ticket.team || !viewer.teamIds.includes(ticket.team.id)) return false;
    } else if (filters.team && !sameOrNone(filters.team, ticket.team?.id)) return false;
    if (filters.channel && !filters.channel.split(",").includes(ticket.channel)) return false;
    if (filters.priority && !filters.priority.split(",").includes(ticket.priority)) return false;
    if (filters.tag && !ticket.tags.some((tag) => tag.name === filters.tag)) return false;
    if (filters.customer_id && ticket.customer.id !== filters.customer_id) return false;
    if (filters.inbox && ticket.inbox.key !== filters.inbox) return false;
    if (filters.unread === "true" && !ticket.unread) return false;
    if (filters.at_risk === "true" && ticket.risk?.band !== "high") return false;
    return filters.q ? null : true;
}

function sameOrNone(wanted: string, given: string | undefined): boolean {
    return wanted === "none" ? given === undefined : given === wanted;
}

function statusSet(status: string): string[] {
    if (status === "all") return ["open", "waiting", "snoozed", "solved", "closed"];
    return status.split(",").flatMap((name) => name === "unsolved" ? ["open", "waiting", "snoozed"] : [name]);
}

const weights: Record<string, number> = { urgent: 0, high: 1, normal: 2, low: 3 };

/** The order of two tickets in a list; the last tie is broken by id, as on the server. */
export function compareTickets(a: Ticket, b: Ticket, sort: string | undefined): number {
    return keyed(a, b, sort ?? "waiting") || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function keyed(a: Ticket, b: Ticket, sort: string): number {
    switch (sort) {
        case "newest": return later(a.created_at, b.created_at);
        case "oldest": return -later(a.created_at, b.created_at);
        case "updated": return later(a.updated_at, b.updated_at);
        case "priority": return (weights[a.priority] ?? 2) - (weights[b.priority] ?? 2) || waitingFirst(a, b);
        default: return waitingFirst(a, b);
    }
}

function waitingFirst(a: Ticket, b: Ticket): number {
    if (a.waiting_since && b.waiting_since) return -later(a.waiting_since, b.waiting_since);
    if (a.waiting_since) return -1;
    if (b.waiting_since) return 1;
    return later(a.updated_at, b.updated_at);
}

function later(a: string, b: string): number {
    return a === b ? 0 : a > b ? -1 : 1;
}
