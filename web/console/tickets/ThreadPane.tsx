import { useEffect } from "react";
import type { Ticket } from "../../shared/wire";
import { JoinOffer } from "../mail/JoinOffer";
import { mayBeMail } from "../mail/recipientState";
import { fetchScheduled } from "../mail/scheduling";
import { live } from "../shell/connection";
import { Composer } from "./Composer";
import { ThreadHead } from "./ThreadHead";
import { ThreadLog } from "./ThreadLog";
import { newestSeq, threadOf, threadOpened, threads } from "./threadState";
import { fetchThread } from "./ticketRequests";
import { viewingChanged } from "./ticketState";

interface Props { ticket: Ticket; onSolve: () => void; onSolved: () => void; onCustomer: () => void }

/** One ticket open: its head, its messages, and where one answers. */
export function ThreadPane({ ticket, onSolve, onSolved, onCustomer }: Props) {
    const id = ticket.id;
    useEffect(() => {
        threadOpened(id, ticket.read_seq);
        if (mayBeMail(ticket)) void fetchScheduled(id);
        let left = false;
        void fetchThread(id).then(() => {
            if (!left) live.subscribe(`ticket:${id}`, newestSeq(threadOf(threads.get(), id)));
        });
        return () => {
            left = true;
            live.unsubscribe(`ticket:${id}`);
            viewingChanged(id, []);
        };
    }, [id]);
    return (
        <>
            <ThreadHead ticket={ticket} onSolve={onSolve} onCustomer={onCustomer} />
            <JoinOffer key={id} ticket={ticket} />
            <ThreadLog ticket={ticket} />
            <Composer ticket={ticket} onSolved={onSolved} />
        </>
    );
}
