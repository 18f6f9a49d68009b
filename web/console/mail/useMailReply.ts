import { useEffect } from "react";
import type { MailRecipients, NextRecipients } from "../../shared/mail";
import type { Ticket } from "../../shared/wire";
import { directory } from "../settings/directoryState";
import { useStore } from "../shell/useStore";
import { newestSeq, threadOf, threads } from "../tickets/threadState";
import { fetchRecipients, nextRecipients, recipients } from "./recipientState";

const usualUndoSeconds = 10;

/** Who gets the next reply of a ticket when it is a mail, and whether a mailbox is there to send it by; kept up to date with
    the thread. */
export function useMailReply(ticket: Ticket): { next: (NextRecipients & { undoSeconds: number }) | null; edited: MailRecipients | null; mailbox: NextRecipients["mailbox"] } {
    const proposed = useStore(recipients, (state) => state.proposed[ticket.id] ?? null);
    const edited = useStore(recipients, (state) => state.edited[ticket.id] ?? null);
    const inboxes = useStore(directory, (state) => state.inboxes);
    useEffect(() => { void fetchRecipients(ticket); }, [ticket.id, ticket.last_seq]);
    const next = proposed ? nextRecipients({ proposed: { [ticket.id]: proposed }, edited: edited ? { [ticket.id]: edited } : {} }, ticket.id) : null;
    const mailbox = proposed?.mailbox ?? "on";
    if (!next) return { next: null, edited, mailbox };
    const box = inboxes.find(({ settings }) => settings.mail?.address.toLowerCase() === next.from?.address.toLowerCase());
    return { next: { ...next, undoSeconds: next.undo_seconds ?? box?.settings.mail?.undo_seconds ?? usualUndoSeconds }, edited, mailbox };
}

/** Whether somebody wrote after `seen`: what is about to be sent may answer what is no longer the question. */
export function somethingNewer(ticket: string, seen: number): boolean {
    const thread = threadOf(threads.get(), ticket);
    return newestSeq(thread) > seen && thread.messages.some((message) => message.seq > seen && message.kind === "reply");
}
