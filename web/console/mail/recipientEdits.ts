import type { MailRecipients } from "../../shared/mail";
import { composers, replyReaddressed, unsentChanged, unsentOf } from "../tickets/composerState";
import { recipients } from "./recipientState";

/** Recipients were changed by hand; kept with the draft of the reply. */
export function recipientsEdited(ticket: string, next: MailRecipients): void {
    recipients.update((state) => ({ ...state, edited: { ...state.edited, [ticket]: { to: next.to, cc: next.cc, bcc: next.bcc } } }));
    replyReaddressed(ticket);
}

/** Back to what the server proposes. */
export function recipientsSettled(ticket: string): void {
    forget(ticket);
    replyReaddressed(ticket);
}

/** The reply left with its recipients, and the server removed its draft; words begun meanwhile go to those proposed. */
export function recipientsTaken(ticket: string): void {
    if (!recipients.get().edited[ticket]) return;
    forget(ticket);
    if (unsentOf(composers.get(), ticket, "reply").text !== "") unsentChanged(ticket, "reply", {});
}

function forget(ticket: string): void {
    recipients.update((state) => {
        const { [ticket]: _, ...edited } = state.edited;
        return { ...state, edited };
    });
}
