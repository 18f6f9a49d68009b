import { createStore } from "../../shared/store";
import type { MailPerson, MailRecipients, NextRecipients } from "../../shared/mail";
import type { Ticket } from "../../shared/wire";
import { get } from "../shell/http";
import { threadOf, threads } from "../tickets/threadState";
import { everyone, isAddress } from "./mailText";

/** Who gets the next reply of each ticket: what the server proposes, and what was changed here. */
export interface RecipientState {
    proposed: Readonly<Record<string, NextRecipients>>;
    edited: Readonly<Record<string, MailRecipients>>;
}

/** The recipients of replies not yet sent. */
export const recipients = createStore<RecipientState>({ proposed: {}, edited: {} });

/** Whether replies on this kind of ticket may leave as mail. */
export function mayBeMail(ticket: Ticket): boolean {
    return ticket.channel === "email" || ticket.channel === "form";
}

/** The mailbox a reply leaves by and who gets it; null when replies on this ticket are not mails. */
export function nextRecipients(state: RecipientState, ticket: string): NextRecipients | null {
    const proposed = state.proposed[ticket];
    if (!proposed?.from) return null;
    const edited = state.edited[ticket];
    return edited ? { ...proposed, ...edited } : proposed;
}

/** Asks who gets the next reply; what was changed by hand stays. */
export async function fetchRecipients(ticket: Ticket): Promise<void> {
    if (!mayBeMail(ticket)) return;
    try {
        const proposed = await get<NextRecipients>(`/tickets/${ticket.id}/recipients`);
        recipients.update((state) => ({ ...state, proposed: { ...state.proposed, [ticket.id]: proposed } }));
    } catch {
        // Without an answer the composer says what it knows of the customer; the server decides when sending.
    }
}

/** Whether a draft may keep these people; half-changed ones stay on this page until they can receive mail. */
export function keepable(people: MailRecipients): boolean {
    return people.to.length > 0 && everyone(people).every(({ address }) => isAddress(address));
}

/** Everybody known in a ticket, for picking: its customer, its participants, and whoever stood in its mails. */
export function knownPeople(ticket: Ticket): MailPerson[] {
    const people: MailPerson[] = [{ name: ticket.customer.name, address: ticket.customer.email ?? "" }];
    for (const one of ticket.participants) people.push({ name: one.name, address: one.email ?? "" });
    for (const { mail } of threadOf(threads.get(), ticket.id).messages) if (mail) people.push(mail.from, ...mail.to, ...mail.cc);
    return [...new Map(people.filter(({ address }) => address !== "").reverse().map((person) => [person.address.toLowerCase(), person])).values()].reverse();
}
