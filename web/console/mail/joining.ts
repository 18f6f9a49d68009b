import type { Ticket } from "../../shared/wire";
import { post, remove, sentenceOf } from "../shell/http";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { t } from "../shell/words";
import { countsWanted, fetchThread, fetchTicket } from "../tickets/ticketRequests";
import { ticketChanged } from "../tickets/ticketState";

/** Makes the ticket one with the earlier one it is offered with, goes there, and says how to take it back. */
export async function join(ticket: Ticket): Promise<void> {
    const other = await post<Ticket>(`/tickets/${ticket.id}/joining`);
    await shown(other, ticket.id);
    done(t("console.mail.joined", { number: String(other.number) }), () => {
        part(ticket.id, other.id).catch((problem: unknown) => say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" }));
    });
    navigate(`/tickets/${other.number}${location.search}`);
}

/** Says that both are two matters; it is not asked again. */
export async function keepApart(ticket: Ticket): Promise<void> {
    ticketChanged(await remove<Ticket>(`/tickets/${ticket.id}/joining-offer`), true);
}

async function part(id: string, from: string): Promise<void> {
    const ticket = await remove<Ticket>(`/tickets/${id}/joining`);
    await shown(ticket, from);
    navigate(`/tickets/${ticket.number}${location.search}`);
}

async function shown(target: Ticket, left: string): Promise<void> {
    ticketChanged(target, true);
    await Promise.allSettled([fetchThread(target.id), fetchThread(left), fetchTicket(left)]);
    countsWanted();
}
