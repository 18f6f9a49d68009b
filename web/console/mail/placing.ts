import type { Message, Ticket } from "../../shared/wire";
import { post, sentenceOf } from "../shell/http";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { t } from "../shell/words";
import { countsWanted, fetchMessage, fetchThread, fetchTicket } from "../tickets/ticketRequests";
import { threadOf, threads } from "../tickets/threadState";
import { ticketChanged, tickets } from "../tickets/ticketState";

/** Puts a mail on another ticket, or on a new one for null, and says how to take it back. */
export async function moveMail(message: Message, to: Ticket | null): Promise<void> {
    const target = await place(message, to);
    const from = tickets.get().byId[message.ticket_id];
    done(t(to ? "console.mail.moved" : "console.mail.movedNew", { number: String(target.number) }), () => {
        const copy = copyOf(message, target.id);
        if (!from || !copy) return;
        place(copy, from).then(() => navigate(`/tickets/${from.number}${location.search}`),
            (problem: unknown) => say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" }));
    });
    navigate(`/tickets/${target.number}${location.search}`);
}

async function place(message: Message, to: Ticket | null): Promise<Ticket> {
    const target = await post<Ticket>(`/tickets/${message.ticket_id}/messages/${message.seq}/placement`, to ? { ticket_id: to.id } : { new: true });
    ticketChanged(target, true);
    await Promise.allSettled([
        fetchMessage(message.ticket_id, message.seq), fetchThread(message.ticket_id), fetchTicket(message.ticket_id), fetchThread(target.id),
    ]);
    countsWanted();
    return target;
}

/** The newest message of the target that says the same: where the mail lies now. */
function copyOf(message: Message, target: string): Message | undefined {
    return [...threadOf(threads.get(), target).messages].reverse().find((one) => one.mail && one.text === message.text);
}
