import type { Message, Ticket } from "../../shared/wire";
import { post, sentenceOf } from "../shell/http";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { t } from "../shell/words";
import { countsWanted, fetchThread, fetchTicket } from "../tickets/ticketRequests";
import { messageLeft } from "../tickets/threadState";
import { tickets } from "../tickets/ticketState";

interface Placed { ticket_id: string; seq: number; number: number }

/** Puts a mail on another ticket, or on a new one for null, and says how to take it back. */
export async function moveMail(message: Message, to: Ticket | null): Promise<void> {
    const placed = await place(message.ticket_id, message.seq, to?.id ?? null);
    const from = tickets.get().byId[message.ticket_id];
    done(t(to ? "console.mail.moved" : "console.mail.movedNew", { number: String(placed.number) }), () => {
        place(placed.ticket_id, placed.seq, message.ticket_id).then(() => {
            if (from) navigate(`/tickets/${from.number}${location.search}`);
        }, (problem: unknown) => say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" }));
    });
    navigate(`/tickets/${placed.number}${location.search}`);
}

async function place(from: string, seq: number, to: string | null): Promise<Placed> {
    const placed = await post<Placed>(`/tickets/${from}/messages/${seq}/placement`, to ? { ticket_id: to } : { new: true });
    messageLeft(from, seq);
    await Promise.allSettled([fetchThread(from), fetchThread(placed.ticket_id), fetchTicket(from), fetchTicket(placed.ticket_id)]);
    countsWanted();
    return placed;
}
