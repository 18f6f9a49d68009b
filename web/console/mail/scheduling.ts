import { actionsJoined } from "../tickets/ticketActionLines";
import { withoutPictures } from "./pictures";
import type { MailRecipients, ScheduledReply } from "../../shared/mail";
import type { Page, Ticket } from "../../shared/wire";
import { serverNow } from "../shell/connection";
import { ApiProblem, get, patch, post, remove, sentenceOf } from "../shell/http";
import { currentPlace, navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { doneUntil } from "../shell/undo";
import { t } from "../shell/words";
import { paperChosen, composers, unsentChanged, unsentOf } from "../tickets/composerState";
import { signal } from "../tickets/signals";
import { fetchThread } from "../tickets/ticketRequests";
import { messageDropped, messageFailed, messageOutgoing, Outgoing } from "../tickets/threadState";
import { tickets } from "../tickets/ticketState";
import { recipientsEdited, recipientsTaken } from "./recipientEdits";
import { mayBeMail } from "./recipientState";
import { scheduled, scheduledArrived, scheduledLeft, scheduledOf, scheduledSaved } from "./scheduledState";

/** When a reply should leave: after so many seconds in which it can be undone, or at a moment. */
export type SendTime = { undoSeconds: number } | { at: string; cancelOnReply: boolean };

/** Fetches what waits in a ticket. */
export async function fetchScheduled(ticket: string): Promise<void> {
    try {
        scheduledArrived(ticket, (await get<Page<ScheduledReply>>(`/tickets/${ticket}/scheduled-replies`)).items);
    } catch {
        // The thread shows the rest; opening the ticket again asks again.
    }
}

let wantedTimer: ReturnType<typeof setTimeout> | undefined;

/** A ticket on the page changed: what waits in it may have come, gone or been held. Many changes are one request. */
export function scheduledWanted(ticket: Ticket): void {
    if (!mayBeMail(ticket) || currentPlace().path !== `/tickets/${ticket.number}`) return;
    clearTimeout(wantedTimer);
    wantedTimer = setTimeout(() => void fetchScheduled(ticket.id), 300);
}

/** Hands a reply to the server to send at its time; it shows at once and says why when it was refused. */
export async function scheduleReply(ticket: string, outgoing: Outgoing, recipients: MailRecipients | null, time: SendTime): Promise<boolean> {
    messageOutgoing(ticket, { ...outgoing, state: "sending", problem: null });
    const undo = "undoSeconds" in time;
    try {
        const item = await post<ScheduledReply>(`/tickets/${ticket}/scheduled-replies`, {
            client_id: outgoing.client_id, seen_seq: outgoing.seen_seq, text: outgoing.text, attachments: outgoing.attachments.map((file) => file.id), ...(recipients ? { recipients } : {}), solve: outgoing.solve, actions: outgoing.actions,
            send_at: undo ? new Date(serverNow() + time.undoSeconds * 1000).toISOString() : time.at, undo, cancel_on_reply: undo ? false : time.cancelOnReply,
        });
        messageDropped(ticket, outgoing.client_id);
        recipientsTaken(ticket);
        scheduledSaved(item);
        if (undo) awaitSending(item, Date.now() + time.undoSeconds * 1000);
        else say(t("console.later.kept"), { action: { label: t("console.undo"), run: () => void takeBack(item) } });
        return true;
    } catch (problem) {
        messageFailed(ticket, outgoing.client_id, sentenceOf(problem));
        return false;
    }
}

/** Counts down to the sending; `z` or the button takes the reply back into the composer. */
function awaitSending(item: ScheduledReply, until: number): void {
    doneUntil(until, (seconds) => t("console.later.sendingIn", { count: seconds }), () => void takeBack(item));
    setTimeout(() => void afterSending(item), until - Date.now() + 1500);
}

async function afterSending(item: ScheduledReply): Promise<void> {
    if (!scheduledOf(scheduled.get(), item.ticket_id).some((one) => one.id === item.id)) return;
    await Promise.allSettled([fetchThread(item.ticket_id), fetchScheduled(item.ticket_id)]);
}

/** Takes a waiting reply back: its words, people and files lie in the composer again. */
export async function takeBack(item: ScheduledReply): Promise<void> {
    try {
        await remove(`/scheduled-replies/${item.id}`);
    } catch (problem) {
        const gone = problem instanceof ApiProblem && (problem.status === 404 || problem.status === 409);
        say(gone ? t("console.later.alreadySent") : t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
        if (gone) { scheduledLeft(item.ticket_id, item.id); void fetchThread(item.ticket_id); }
        return;
    }
    scheduledLeft(item.ticket_id, item.id);
    const ticket = tickets.get().byId[item.ticket_id];
    if (ticket && currentPlace().path !== `/tickets/${ticket.number}`) navigate(`/tickets/${ticket.number}${location.search}`);
    const written = unsentOf(composers.get(), item.ticket_id, "reply");
    // Words begun meanwhile stay below the ones taken back.
    unsentChanged(item.ticket_id, "reply", { text: [withoutPictures(item.text), written.text].filter((part) => part.trim() !== "").join("\n\n"), attachments: [...item.attachments, ...written.attachments], actions: actionsJoined(item.actions ?? null, written.actions) });
    if (item.recipients) recipientsEdited(item.ticket_id, item.recipients);
    paperChosen(item.ticket_id, "reply");
    setTimeout(() => signal("reply"), 0);
}

/** Sends a waiting reply at once. */
export async function sendNow(item: ScheduledReply): Promise<void> {
    try {
        const now = await patch<ScheduledReply>(`/scheduled-replies/${item.id}`, { send_at: new Date(serverNow()).toISOString() });
        scheduledSaved({ ...item, ...now, undo: true });
        setTimeout(() => void afterSending(item), 1500);
    } catch (problem) {
        say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
    }
}

/** Moves a waiting reply to another moment. */
export async function sendAt(item: ScheduledReply, at: string): Promise<void> {
    try {
        scheduledSaved({ ...item, ...await patch<ScheduledReply>(`/scheduled-replies/${item.id}`, { send_at: at }) });
    } catch (problem) {
        say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
    }
}
