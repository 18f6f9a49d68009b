import { useCallback, useEffect, useState } from "react";
import type { Offer } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, remove, sentenceOf } from "../shell/http";
import { dateText } from "../shell/times";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { moneyText } from "./money";

/** What was offered to a customer and not ordered yet, each to be taken back while there is time. */
export function OpenOffers({ customer, version, allowed }: { customer: string; version: number; allowed: boolean }) {
    const [open, setOpen] = useState<readonly Offer[]>([]);
    const load = useCallback(() => get<Page<Offer>>(`/customers/${customer}/offers`).then((page) => page.items, () => []), [customer]);
    useEffect(() => {
        let left = false;
        void load().then((items) => { if (!left) setOpen(items); });
        return () => { left = true; };
    }, [load, version]);

    async function takeBack(offer: Offer) {
        await remove(`/offers/${offer.token}`).catch((problem: unknown) => say(sentenceOf(problem), { tone: "danger" }));
        setOpen(await load());
    }
    if (open.length === 0) return null;
    return (
        <ul className="plain-list recommended" aria-label={t("console.recommended.open")}>
            {open.map((offer) => (
                <li key={offer.id}>
                    <div>{offer.product_name} <span className="meta">{moneyText(offer.price)}</span>
                        <p className="meta">{t("console.recommended.openUntil", { until: dateText(offer.expires_at) })}</p></div>
                    {allowed && <button type="button" className="button" data-kind="quiet" onClick={() => void takeBack(offer)}>{t("console.recommended.takeBack")}</button>}
                </li>
            ))}
        </ul>
    );
}
