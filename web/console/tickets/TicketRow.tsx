import { memo } from "react";
import { t } from "../shell/words";
import type { Viewing } from "../../shared/staff";
import type { Ticket } from "../../shared/wire";
import { Avatar } from "../shell/Avatar";
import { useNow } from "../shell/clock";
import { Icon } from "../shell/Icon";
import { exactTime, momentText, spanText } from "../shell/times";
import { channelIcon } from "./channels";
import { waitLevel } from "./waiting";

interface Props {
    ticket: Ticket;
    chosen: boolean;
    colleagues: readonly Viewing[];
    alone: boolean;
    onOpen: (ticket: Ticket) => void;
}

/** One ticket in the list: who, what they last said, how long they have waited. */
export const TicketRow = memo(function TicketRow({ ticket, chosen, colleagues, alone, onOpen }: Props) {
    const writing = colleagues.some((colleague) => colleague.state === "writing");
    return (
        <a href={`/tickets/${ticket.number}`} className={`row${chosen ? " is-chosen" : ""}${ticket.unread ? " is-unread" : ""}`}
            aria-current={chosen ? "true" : undefined} draggable={false}
            onClick={(event) => { if (!event.metaKey && !event.ctrlKey) { event.preventDefault(); onOpen(ticket); } }}>
            <span className="row-dot" aria-label={ticket.unread ? t("console.list.unread") : undefined} />
            <span className="row-top">
                <Icon name={channelIcon(ticket.channel)} label={t(`console.channel.${ticket.channel}`)} />
                <span className="row-name">{ticket.customer.name || ticket.customer.email || t("console.customer.nameless")}</span>
                {ticket.customer.vip && <span className="badge badge-accent">VIP</span>}
                {(ticket.priority === "urgent" || ticket.priority === "high") && (
                    <span className={`row-priority is-${ticket.priority}`} title={t(`console.priority.${ticket.priority}`)}>
                        <Icon name="exclamation-lg" label={t(`console.priority.${ticket.priority}`)} />
                    </span>
                )}
                {ticket.risk?.band === "high" && <span className="row-risk" title={t("console.risk.rowMark")}><Icon name="exclamation-triangle" label={t("console.risk.rowMark")} /></span>}
                <Wait ticket={ticket} />
            </span>
            <span className="row-bottom">
                <span className="row-excerpt">{excerptOf(ticket)}</span>
                {colleagues.length > 0 && (
                    <span className={`row-colleague${writing ? " is-writing" : ""}`}
                        title={t(writing ? "console.list.writing" : "console.list.viewing", { name: colleagues.map((one) => one.name).join(", ") })}>
                        <Icon name={writing ? "pencil-fill" : "eye-fill"} />
                    </span>
                )}
                {!alone && ticket.assignee && <span title={ticket.assignee.name}><Avatar name={ticket.assignee.name} size="s" /></span>}
            </span>
        </a>
    );
});

function Wait({ ticket }: { ticket: Ticket }) {
    const now = useNow();
    if (ticket.status === "snoozed" && ticket.snoozed_until) {
        return <time className="row-wait" dateTime={ticket.snoozed_until} title={exactTime(ticket.snoozed_until)}><Icon name="moon" />{momentText(ticket.snoozed_until, now)}</time>;
    }
    if (!ticket.waiting_since) {
        return <time className="row-wait" dateTime={ticket.updated_at} title={exactTime(ticket.updated_at)}>{momentText(ticket.updated_at, now)}</time>;
    }
    const level = waitLevel(ticket.waiting_since, ticket.channel, now);
    return (
        <time className={`row-wait is-${level}`} dateTime={ticket.waiting_since}
            title={t("console.list.waitingSince", { at: exactTime(ticket.waiting_since) })}>
            {spanText(ticket.waiting_since, now)}
        </time>
    );
}

function excerptOf(ticket: Ticket): string {
    const last = ticket.last_message;
    if (!last) return ticket.subject;
    const said = last.excerpt || t("console.list.file");
    return last.author_kind === "agent" ? t(last.kind === "note" ? "console.list.noted" : "console.list.answered", { text: said }) : said;
}
