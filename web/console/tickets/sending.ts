import { t } from "../shell/words";
import type { Message } from "../../shared/wire";
import { recipientsTaken } from "../mail/recipientEdits";
import { post, ApiProblem, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { messageDropped, messageFailed, messageOutgoing, messagesArrived, Outgoing, threads } from "./threadState";
import { fetchThread, fetchTicket } from "./ticketRequests";

/** How a sending ended. "newer" means: someone wrote meanwhile and nothing was sent. */
export type SendingResult = "sent" | "newer" | "failed";

const keptKey = "deskbell.outbox";

/** Sends a message; it shows as a faint bubble at once and stays, with the reason, when it fails. */
export async function sendMessage(ticket: string, outgoing: Outgoing, force = false): Promise<SendingResult> {
    messageOutgoing(ticket, { ...outgoing, state: "sending", problem: null });
    keep();
    try {
        const message = await post<Message>(`/tickets/${ticket}/messages`, {
            client_id: outgoing.client_id, text: outgoing.text, private: outgoing.kind === "note",
            attachments: outgoing.attachments.map((file) => file.id), mentions: outgoing.mentions,
            ...(outgoing.recipients ? { recipients: outgoing.recipients } : {}),
            solve: outgoing.solve, // A note goes to colleagues only; nothing that came meanwhile makes it wrong.
            ...(outgoing.actions ? { actions: outgoing.actions } : {}),
            ...(force ? { force: true } : outgoing.kind === "note" ? {} : { seen_seq: outgoing.seen_seq }),
        });
        messagesArrived(ticket, [message]);
        if (outgoing.recipients) recipientsTaken(ticket);
        keep();
        if (outgoing.solve || outgoing.actions) void fetchTicket(ticket).catch(() => undefined);
        return "sent";
    } catch (problem) {
        if (problem instanceof ApiProblem && problem.kind === "newer-message") {
            messageDropped(ticket, outgoing.client_id);
            keep();
            void fetchThread(ticket);
            return "newer";
        }
        messageFailed(ticket, outgoing.client_id, sentenceOf(problem));
        keep();
        return "failed";
    }
}

/** Gives up a message that failed. */
export function dropMessage(ticket: string, clientId: string): void {
    messageDropped(ticket, clientId);
    keep();
}

/** Sends again what was kept while offline; a message that did arrive is recognised by its client id. */
export async function sendKept(): Promise<void> {
    let sent = 0;
    for (const [ticket, thread] of Object.entries(threads.get())) {
        for (const outgoing of thread.outgoing) {
            if (outgoing.state === "failed" && await sendMessage(ticket, outgoing, true) === "sent") sent += 1;
        }
    }
    if (sent > 0) say(t("console.thread.keptSent", { count: sent }));
}

/** Brings back what was kept when the page was closed. */
export function restoreKept(): void {
    try {
        const kept = JSON.parse(localStorage.getItem(keptKey) ?? "{}") as Record<string, Outgoing[]>;
        for (const [ticket, list] of Object.entries(kept)) {
            for (const outgoing of list) messageOutgoing(ticket, { ...outgoing, state: "failed", problem: t("console.thread.keptOffline") });
        }
    } catch {
        localStorage.removeItem(keptKey);
    }
}

function keep(): void {
    const kept: Record<string, readonly Outgoing[]> = {};
    for (const [ticket, thread] of Object.entries(threads.get())) {
        if (thread.outgoing.length > 0) kept[ticket] = thread.outgoing;
    }
    localStorage.setItem(keptKey, JSON.stringify(kept));
}
