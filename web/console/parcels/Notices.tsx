import { useState } from "react";
import type { LateNotice } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get } from "../shell/http";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";

/** What was done about late parcels, newest first. */
export function Notices() {
    const [items, setItems] = useState<readonly LateNotice[] | null>(null);
    const unread = useReading(() => get<Page<LateNotice>>("/late-parcel-notices?limit=20"), [], { take: (page) => setItems(page.items) });
    return (
        <section aria-label={t("settings.parcels.lately")}>
            <h2 className="import-heading">{t("settings.parcels.lately")}</h2>
            <Unread of={unread} />
            {items?.length === 0 && <p className="empty-line">{t("settings.parcels.nothingYet")}</p>}
            <ul className="setting-list">
                {items?.map((one) => (
                    <li key={one.shipment_id}><span className="setting-line">
                        <strong className="one-line">{one.customer_name || t("console.customer.nameless")}</strong>
                        <span className="meta"><Link to={`/orders/${one.order_number}`}>{t("settings.parcels.order", { number: String(one.order_number) })}</Link>
                            {one.ticket_number !== null && <> · <Link to={`/tickets/${one.ticket_number}`}>{t("settings.parcels.ticket", { number: String(one.ticket_number) })}</Link></>}
                            {one.reason && ` · ${t(`settings.parcels.reason_${one.reason}`)}`}</span>
                        <span className={`badge${one.state === "told" ? " badge-accent" : ""}`}>{t(`settings.parcels.state_${one.state}${one.channel ? `_${one.channel}` : ""}`)}</span>
                        <Moment at={one.decided_at} className="meta" />
                    </span></li>
                ))}
            </ul>
        </section>
    );
}
