import { live } from "../shell/connection";
import { ticketRead, tickets } from "./ticketState";

/** Marks a ticket read up to `seq`, here and for everyone else. */
export function markRead(ticket: string, seq: number): void {
    const known = tickets.get().byId[ticket];
    if (!known || (known.read_seq >= seq && !known.unread)) return;
    ticketRead(ticket, seq);
    live.signal("read", { ticket_id: ticket, seq });
}
