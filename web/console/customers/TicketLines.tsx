import type { Ticket } from "../../shared/wire";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { t } from "../shell/words";

/** A customer's tickets, one line each. */
export function TicketLines({ tickets }: { tickets: readonly Ticket[] }) {
    if (tickets.length === 0) return <p className="meta">{t("console.customer.noTickets")}</p>;
    return (
        <ul className="ticket-lines">
            {tickets.map((ticket) => (
                <li key={ticket.id}>
                    <Link to={`/tickets/${ticket.number}`}><span className={`status-dot is-${ticket.status}`} title={t(`console.status.${ticket.status}`)} />
                        <span className="meta">#{ticket.number}</span><span className="line-subject">{ticket.subject}</span><Moment at={ticket.created_at} className="meta" /></Link>
                </li>
            ))}
        </ul>
    );
}
