import { useEffect, useState } from "react";
import type { Recommendation } from "../../shared/apiTypes";
import type { Ticket } from "../../shared/wire";
import { may, session } from "../session/sessionState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { moneyText } from "./money";
import { offer, recommendationsFor } from "./offering";
import { OpenOffers } from "./OpenOffers";

/** Three products worth offering, each with its reason; beside a ticket each may be offered there. */
export function Recommendations({ customer, ticket, version }: { customer: string; ticket?: Ticket; version?: number }) {
    const [found, setFound] = useState<readonly Recommendation[] | null>(null);
    const allowed = useStore(session, (state) => may(state, "orders.write"));
    useEffect(() => {
        let left = false;
        recommendationsFor(customer, 3).then((items) => { if (!left) setFound(items); }, () => undefined);
        return () => { left = true; };
    }, [customer, version]);
    if (!found) return null;
    const here = allowed && ticket && ticket.channel !== "internal" ? ticket : null;
    return (
        <>
            {found.length === 0 && <p className="meta">{t("console.recommended.none")}</p>}
            <ul className="plain-list recommended">
                {found.map((one, index) => (
                    <li key={one.product.id}>
                        <div><strong>{one.product.name}</strong> <span className="meta">{moneyText(one.product.price)}{one.product.stock_note && ` · ${one.product.stock_note}`}</span>
                            <p className="meta">{t(`console.recommended.${one.reason}`, { name: one.because?.name ?? "" })}</p></div>
                        {here && <button type="button" className="button" data-kind="quiet" aria-keyshortcuts={index === 0 ? "o" : undefined} onClick={() => void offer(here, one)}>{t("console.recommended.offer")}</button>}
                    </li>
                ))}
            </ul>
            {ticket && <OpenOffers customer={customer} version={ticket.last_seq} allowed={allowed} />}
        </>
    );
}
