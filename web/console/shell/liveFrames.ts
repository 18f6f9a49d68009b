import type { Message, ServerFrame, Ticket } from "../../shared/wire";
import { predictionChanged } from "../insight/predictionState";
import { scheduledWanted } from "../mail/scheduling";
import { scheduledSent } from "../mail/scheduledState";
import { presenceChanged, session, sessionEnded } from "../session/sessionState";
import { sendKept } from "../tickets/sending";
import { composers, fetchDrafts } from "../tickets/composerState";
import { todayWanted } from "../today/todayState";
import { fetchList, fetchMessage, fetchThread, fetchTicket, countsWanted } from "../tickets/ticketRequests";
import { customerHasRead, ticketChanged, tickets, viewingChanged } from "../tickets/ticketState";
import { deliveryChanged, messagesArrived, newestSeq, threadOf, threads, typingChanged, typingExpired } from "../tickets/threadState";
import { connection, live, startLive } from "./connection";
import { announce, noticed } from "./notifications";

const typingMilliseconds = 7000;

/** Connects the live frames to the stores; called once one is signed in. */
export function listen(): void {
    startLive({ onFrame: receive, onWelcome: caughtUp, onResync: refetch });
    connection.subscribe(() => { if (connection.get().state === "refused") sessionEnded(); });
    setInterval(() => typingExpired(Date.now()), 2000);
}

function receive(frame: ServerFrame): void {
    switch (frame.kind) {
        case "message.created":
            if (frame.topic === "inbox") hinted(frame.data as Hint);
            else {
                const { message } = frame.data as { message: Message };
                messagesArrived(frame.topic.slice("ticket:".length), [message]);
                scheduledSent(message.ticket_id, [message]);
            }
            return;
        case "ticket.updated":
            if ("version" in frame.data.ticket) {
                ticketChanged(frame.data.ticket as Ticket);
                scheduledWanted(frame.data.ticket as Ticket);
            }
            countsWanted();
            todayWanted();
            return;
        case "typing": {
            const { principal, active, ticket_id } = frame.data;
            if (principal.id === session.get().user?.id) return;
            const kind = principal.kind === "agent" ? "agent" : "customer";
            typingChanged(ticket_id, { id: principal.id, name: principal.name, kind, note: frame.data.private ?? false, until: Date.now() + typingMilliseconds }, active);
            return;
        }
        case "read":
            if (frame.data.principal.kind !== "agent") customerHasRead(frame.data.ticket_id ?? frame.topic.slice("ticket:".length), frame.data.seq);
            return;
        case "presence":
            if (frame.data.viewers) viewingChanged(frame.topic.slice("ticket:".length), frame.data.viewers);
            if (frame.data.principal && frame.data.state) presenceChanged(frame.data.principal.id, frame.data.state);
            return;
        case "delivery":
            delivered(frame.data);
            todayWanted();
            return;
        case "prediction.updated":
            predictionChanged(frame.data.ticket_id);
            return;
        case "notice":
            noticed(frame.data);
            todayWanted();
            return;
        case "survey.offered":
        case "resync":
            return;
    }
}

/** How a mail stands; a message not yet known to be a mail is fetched anew. */
function delivered({ ticket_id, seq, state, recipients, mail_id }: Extract<ServerFrame, { kind: "delivery" }>["data"]): void {
    const message = threadOf(threads.get(), ticket_id).messages.find((one) => one.seq === seq);
    if (message && !message.mail) void fetchMessage(ticket_id, seq);
    else deliveryChanged(ticket_id, seq, state, recipients, mail_id);
}

interface Hint { ticket_id: string; seq: number; author_kind: string; excerpt: string }

/** A hint names a ticket that has news; what is not held yet is fetched, and a customer's word is announced. */
function hinted(hint: Hint): void {
    countsWanted();
    todayWanted();
    const known = tickets.get().byId[hint.ticket_id];
    const fetched = known && known.last_seq >= hint.seq ? Promise.resolve(known) : fetchTicket(hint.ticket_id);
    fetched.then((ticket) => {
        if (hint.author_kind === "customer") announce(ticket, hint.excerpt);
    }, () => undefined);
    if (threadOf(threads.get(), hint.ticket_id).messages.length > 0) void fetchThread(hint.ticket_id);
}

let welcomed = false;

/** After each (re)connection: send what was kept, and refresh what may have changed meanwhile. */
function caughtUp(): void {
    void sendKept();
    const { user, presence } = session.get();
    if (user) {
        // The connection itself makes one online; being away is a choice that outlives it.
        if (presence[user.id] === "away") live.signal("presence", { state: "away" });
        else presenceChanged(user.id, "online");
    }
    if (welcomed) {
        void fetchList(tickets.get().list.filters);
        for (const id of Object.keys(composers.get().papers)) void fetchDrafts(id);
    }
    welcomed = true;
    countsWanted();
    todayWanted();
}

async function refetch(topic: string): Promise<number> {
    if (topic === "inbox") { await fetchList(tickets.get().list.filters); return 0; }
    const id = topic.slice("ticket:".length);
    await Promise.all([fetchThread(id), fetchTicket(id)]);
    return newestSeq(threadOf(threads.get(), id));
}
