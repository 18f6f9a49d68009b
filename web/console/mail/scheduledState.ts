import { createStore } from "../../shared/store";
import type { ScheduledReply } from "../../shared/mail";
import type { Message } from "../../shared/wire";

/** Replies that wait for their time, by ticket. */
export const scheduled = createStore<Readonly<Record<string, readonly ScheduledReply[]>>>({});

const none: readonly ScheduledReply[] = [];

/** The replies of a ticket that wait, soonest first. */
export function scheduledOf(state: Readonly<Record<string, readonly ScheduledReply[]>>, ticket: string): readonly ScheduledReply[] {
    return state[ticket] ?? none;
}

/** The list of a ticket came. */
export function scheduledArrived(ticket: string, items: readonly ScheduledReply[]): void {
    scheduled.update((state) => ({ ...state, [ticket]: [...items].sort((a, b) => a.send_at < b.send_at ? -1 : 1) }));
}

/** One was made or changed. */
export function scheduledSaved(item: ScheduledReply): void {
    scheduledArrived(item.ticket_id, [...scheduledOf(scheduled.get(), item.ticket_id).filter((one) => one.id !== item.id), item]);
}

/** One left: sent, taken back, or no longer wanted. */
export function scheduledLeft(ticket: string, id: string): void {
    scheduledArrived(ticket, scheduledOf(scheduled.get(), ticket).filter((one) => one.id !== id));
}

/** Messages came: those that were waiting here are no longer on their way. */
export function scheduledSent(ticket: string, messages: readonly Message[]): void {
    const waiting = scheduledOf(scheduled.get(), ticket);
    if (waiting.length === 0) return;
    const stored = new Set(messages.map((message) => message.client_id));
    const left = waiting.filter((one) => !stored.has(one.client_id ?? one.id) && !stored.has(`scheduled:${one.id}`));
    if (left.length < waiting.length) scheduledArrived(ticket, left);
}
