import type { Ticket } from "../../shared/wire";
import { CustomerCard } from "../customers/CustomerCard";
import { CustomerNotes } from "../customers/CustomerNotes";
import { customers, fetchCustomer } from "../customers/customerState";
import { TicketLines } from "../customers/TicketLines";
import { Timeline } from "../customers/Timeline";
import { CustomerOrders } from "../orders/CustomerOrders";
import { Recommendations } from "../orders/Recommendations";
import { CustomerDeals } from "../sales/CustomerDeals";
import { may, session } from "../session/sessionState";
import { CustomerOutlook } from "../insight/CustomerOutlook";
import { TicketRisk } from "../insight/TicketRisk";
import { Icon } from "../shell/Icon";
import { Section } from "../shell/Section";
import { Unread } from "../shell/Unread";
import { useLate } from "../shell/useLate";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { TicketDetails } from "./TicketDetails";

/** The person behind the ticket, beside it. */
export function CustomerPane({ ticket, onBack }: { ticket: Ticket; onBack: () => void }) {
    const id = ticket.customer.id;
    const customer = useStore(customers, (state) => state.byId[id]);
    const others = useStore(customers, (state) => state.tickets[id])?.filter((other) => other.id !== ticket.id) ?? [];
    const seesDeals = useStore(session, (state) => may(state, "sales.read"));
    const unread = useReading(() => fetchCustomer(id), [id, ticket.last_seq], { delay: customer ? 400 : 0 });
    const late = useLate(!customer && !unread);
    return (
        <aside className="customer-pane" aria-label={t("console.customer.pane")}>
            <button type="button" className="button pane-back" data-kind="quiet" onClick={onBack}><Icon name="chevron-left" />{t("console.back")}</button>
            {customer ? <CustomerCard customer={customer} linked /> : late && <div className="card-skeleton" aria-hidden="true"><i /><i /><i /></div>}
            {!customer && <Unread of={unread} missing={t("console.customer.failed")} />}
            <Section title={t("console.risk.title")} name="risk" open><TicketRisk ticket={ticket} /></Section>
            <Section title={t("console.ticket.details")} name="details" open><TicketDetails ticket={ticket} /></Section>
            {customer && (
                <>
                    <Section title={t("console.customer.tickets")} name="tickets" count={others.length} open><TicketLines tickets={others} /></Section>
                    <Section title={t("console.risk.outlook")} name="outlook" open><CustomerOutlook customer={id} version={ticket.last_seq} /></Section>
                    <Section title={t("console.rail.orders")} name="orders" open><CustomerOrders customer={customer} /></Section>
                    <Section title={t("console.recommended.title")} name="recommended" open><Recommendations customer={id} ticket={ticket} /></Section>
                    {seesDeals && <Section title={t("console.timeline.deals")} name="deals" open><CustomerDeals customer={id} ticket={ticket} /></Section>}
                    <Section title={t("console.customer.notes")} name="notes" count={customer.notes_count} open><CustomerNotes customer={id} /></Section>
                    <Section title={t("console.customer.timeline")} name="timeline"><Timeline customer={id} version={ticket.last_seq} /></Section>
                </>
            )}
        </aside>
    );
}
