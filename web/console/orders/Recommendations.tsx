import { useEffect, useState } from "react";
import type { Recommendation } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get } from "../shell/http";
import { t } from "../shell/words";
import { moneyText } from "./money";

/** Three products worth offering, each with its reason. */
export function Recommendations({ customer, version, onInsert }: { customer: string; version?: number; onInsert?: (text: string) => void }) {
    const [offers, setOffers] = useState<readonly Recommendation[] | null>(null);
    useEffect(() => {
        let left = false;
        get<Page<Recommendation>>(`/customers/${customer}/recommendations?limit=3`).then((page) => { if (!left) setOffers(page.items); }, () => undefined);
        return () => { left = true; };
    }, [customer, version]);
    if (!offers) return null;
    if (offers.length === 0) return <p className="meta">{t("console.recommended.none")}</p>;
    return (
        <ul className="plain-list recommended">
            {offers.map(({ product, reason, because }) => (
                <li key={product.id}>
                    <div><strong>{product.name}</strong> <span className="meta">{moneyText(product.price)}{product.stock_note && ` · ${product.stock_note}`}</span>
                        <p className="meta">{t(`console.recommended.${reason}`, { name: because?.name ?? "" })}</p></div>
                    {onInsert && <button type="button" className="button" data-kind="quiet" onClick={() => onInsert(t("console.recommended.line", { name: product.name, price: moneyText(product.price) }))}>{t("console.recommended.insert")}</button>}
                </li>
            ))}
        </ul>
    );
}
