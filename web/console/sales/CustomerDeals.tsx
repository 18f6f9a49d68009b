import type { Ticket } from "../../shared/wire";
import { moneyText } from "../orders/money";
import { may, session } from "../session/sessionState";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { deals, fetchDealsOf, fetchPipelines, stageName, stageOf } from "./dealState";
import { makeLead } from "./lead";

/** A customer's latest deals, one line each; beside a ticket also a way to make it one. */
export function CustomerDeals({ customer, ticket }: { customer: string; ticket?: Ticket }) {
    const ids = useStore(deals, (state) => state.ofCustomer[customer]);
    const known = useStore(deals, (state) => state.byId);
    const pipelines = useStore(deals, (state) => state.pipelines);
    const writes = useStore(session, (state) => may(state, "sales.write"));
    const unread = useReading(() => Promise.all([fetchDealsOf(customer), pipelines.length === 0 && fetchPipelines()]), [customer]);
    const held = ids?.flatMap((id) => known[id] ?? []) ?? [];
    const isLead = ticket && held.some((deal) => deal.source_ticket?.id === ticket.id);
    return (
        <>
            {!ids && <Unread of={unread} />}
            {ids && held.length === 0 && <p className="meta">{t("console.deals.none")}</p>}
            <ul className="ticket-lines">{held.map((deal) => {
                const stage = stageOf(deal);
                return <li key={deal.id}><Link to={`/sales/deals/${deal.number}`}><span className="meta">#{String(deal.number)}</span><span className="line-subject">{deal.title}</span>{stage && <span className="badge">{stageName(stage)}</span>}<span className="meta">{moneyText(deal.amount)}</span></Link></li>;
            })}</ul>
            {ticket && writes && ids && !isLead && <button type="button" className="button" data-kind="quiet" title={`${t("console.deals.lead")} (d)`} onClick={() => void makeLead(ticket)}><Icon name="plus-lg" />{t("console.deals.lead")}</button>}
        </>
    );
}
