import { useEffect, useState } from "react";
import type { Offer, Recommendation } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, post, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { moneyText } from "./money";

/** Three products worth offering, each with its reason. */
export function Recommendations({ customer, ticket, version, onInsert }: { customer: string; ticket?: string; version?: number; onInsert?: (text: string) => void }) {
    const [offers, setOffers] = useState<readonly Recommendation[] | null>(null);
    useEffect(() => {
        let left = false;
        get<Page<Recommendation>>(`/customers/${customer}/recommendations?limit=3`).then((page) => { if (!left) setOffers(page.items); }, () => undefined);
        return () => { left = true; };
    }, [customer, version]);
    if (!offers) return null;

    /** Makes the offer, whose link orders it, and puts a line about it where one writes. */
    async function offer({ product, method, reason }: Recommendation) {
        try {
            const made = await post<Offer>(`/customers/${customer}/offers`, { product_id: product.id, ticket_id: ticket ?? null, method, reason });
            onInsert?.(t("console.recommended.offerLine", { name: product.name, price: moneyText(made.price), url: made.url }));
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    if (offers.length === 0) return <p className="meta">{t("console.recommended.none")}</p>;
    return (
        <ul className="plain-list recommended">
            {offers.map((each) => { const { product, reason, because } = each; return (
                <li key={product.id}>
                    <div><strong>{product.name}</strong> <span className="meta">{moneyText(product.price)}{product.stock_note && ` · ${product.stock_note}`}</span>
                        <p className="meta">{t(`console.recommended.${reason}`, { name: because?.name ?? "" })}</p></div>
                    {onInsert && <button type="button" className="button" data-kind="quiet" onClick={() => void offer(each)}>{t("console.recommended.offer")}</button>}
                </li>
            ); })}
        </ul>
    );
}
