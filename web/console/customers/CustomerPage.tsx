import { lazy, Suspense, useState } from "react";
import { CustomerDeals } from "../sales/CustomerDeals";
import { may, session } from "../session/sessionState";
import { CustomerOutlook } from "../insight/CustomerOutlook";
import { Icon } from "../shell/Icon";
import { navigate } from "../shell/router";
import { CustomerOrders } from "../orders/CustomerOrders";
import { Recommendations } from "../orders/Recommendations";
import { UnreadPage } from "../shell/UnreadPage";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t, withChapter } from "../shell/words";
import { NewTicket } from "../tickets/NewTicket";
import { CustomerCard } from "./CustomerCard";
import { CustomerNotes } from "./CustomerNotes";
import { customers, fetchCustomer } from "./customerState";
import { TicketLines } from "./TicketLines";
import { Timeline } from "./Timeline";

const CustomerSegments = lazy(() => withChapter("marketing", () => import("../marketing/CustomerSegments")));
const SamePerson = lazy(() => withChapter("people", () => import("./SamePerson")));

/** One customer in full. */
export function CustomerPage({ id }: { id: string }) {
    const customer = useStore(customers, (state) => state.byId[id]);
    const tickets = useStore(customers, (state) => state.tickets[id]);
    const seesDeals = useStore(session, (state) => may(state, "sales.read"));
    const seesSegments = useStore(session, (state) => may(state, "marketing.read"));
    const [calling, setCalling] = useState(false);
    const unread = useReading(() => fetchCustomer(id), [id], { take: (kept) => { if (kept !== id) navigate(`/customers/${kept}${location.search}`, { replace: true }); } });
    if (!customer) return <UnreadPage of={unread} missing={t("console.customer.failed")} back={`/customers${location.search}`} />;
    return (
        <div className="customer-page">
            <header className="page-head">
                <button type="button" className="icon-button only-narrow" aria-label={t("console.back")} onClick={() => navigate(`/customers${location.search}`)}><Icon name="chevron-left" /></button>
                <button type="button" className="button" onClick={() => setCalling(true)}><Icon name="telephone" />{t("console.new.logCall")}</button>
            </header>
            <div className="customer-columns">
                <div><CustomerCard customer={customer} />
                    <section className="card"><h2>{t("console.risk.outlook")}</h2><CustomerOutlook customer={id} /></section>
                    <section className="card"><h2>{t("console.customer.tickets")}</h2><TicketLines tickets={tickets ?? []} /></section>
                    <section className="card"><h2>{t("console.rail.orders")}</h2><CustomerOrders customer={customer} /></section>
                    {seesDeals && <section className="card"><h2>{t("console.timeline.deals")}</h2><CustomerDeals customer={id} /></section>}
                    {seesSegments && <section className="card"><h2>{t("console.rail.segments")}</h2><Suspense fallback={null}><CustomerSegments customer={id} /></Suspense></section>}
                    <section className="card"><h2>{t("console.recommended.title")}</h2><Recommendations customer={id} /></section>
                    <section className="card"><h2>{t("console.customer.notes")}</h2><CustomerNotes customer={id} /></section>
                    <section className="card"><h2>{t("console.customer.samePerson")}</h2><Suspense fallback={null}><SamePerson customer={customer} /></Suspense></section></div>
                <section className="card"><h2>{t("console.customer.timeline")}</h2><Timeline customer={id} /></section>
            </div>
            {calling && <NewTicket customer={customer} onClose={() => setCalling(false)} />}
        </div>
    );
}
