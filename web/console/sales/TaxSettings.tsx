import { FormEvent, useState } from "react";
import type { TaxRate, TaxRateInput } from "../../shared/apiTypes";
import { EditableText } from "../shell/EditableText";
import { patch, post, Refusal } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Unread } from "../shell/Unread";
import { t } from "../shell/words";
import { OrderedList } from "./OrderedList";
import { PutAway } from "./PutAway";
import { percent } from "./quoteState";
import { basisPointsOf, shareText } from "./shares";
import { fetchTaxRates, knownTax } from "./taxState";
import { useOfferedList } from "./useOfferedList";

/** The taxes quotes choose from: named, ordered, one the default. */
export function TaxSettings() {
    const { offered, away, unread, attempt, change, move } = useOfferedList<TaxRate, TaxRateInput>("/tax-rates", () => fetchTaxRates(true));
    const [name, setName] = useState("");
    const [share, setShare] = useState("");
    function points(text: string): number {
        const read = basisPointsOf(text.replace(/\s*[%％]$/, ""));
        if (read === null) throw new Refusal(t("sales.quotes.noShare"));
        return read;
    }
    function add(event: FormEvent) {
        event.preventDefault();
        void attempt(async () => { await post<TaxRate>("/tax-rates", { name: name.trim(), basis_points: points(share) }); setName(""); setShare(""); });
    }
    const resize = (rate: TaxRate, text: string) => attempt(async () => { await patch<TaxRate>(`/tax-rates/${rate.id}`, { basis_points: points(text) }, rate.version); });
    return (
        <section aria-label={t("sales.settings.taxes")}>
            <header className="page-title"><div><h2>{t("sales.settings.taxes")}</h2><p className="muted">{t("sales.settings.taxesLead")}</p></div></header>
            <Unread of={unread} />
            <OrderedList items={offered} keyOf={(one) => one.id} nameOf={knownTax} label={t("sales.settings.taxes")} onMove={move}
                row={(one) => (
                    <>
                        <span className="ordered-name tax-name"><EditableText value={knownTax(one)} label={t("console.name")} onSave={(text) => { if (text) void change(one, { name: text }); }} />
                            <EditableText value={shareText(one.basis_points) || "0"} shown={percent(one.basis_points)} label={t("sales.settings.shareOf", { name: knownTax(one) })} onSave={(text) => void resize(one, text)} />
                            {one.is_default && <span className="badge">{t("sales.settings.default")}</span>}</span>
                        {!one.is_default && <span className="tax-acts">
                            <button type="button" className="button" data-kind="quiet" aria-label={t("sales.settings.makeDefaultNamed", { name: knownTax(one) })} onClick={() => void change(one, { is_default: true })}>{t("sales.settings.makeDefault")}</button>
                            <button type="button" className="button" data-kind="quiet" aria-label={t("sales.settings.putAwayNamed", { name: knownTax(one) })} onClick={() => void change(one, { archived: true })}>{t("sales.settings.putAwayNow")}</button></span>}
                    </>
                )} />
            <form className="reason-new" onSubmit={add}>
                <input className="input" value={name} required maxLength={60} aria-label={t("sales.settings.newTax")} placeholder={t("sales.settings.newTax")} onChange={(event) => setName(event.target.value)} />
                <input className="input tax-share" value={share} required inputMode="decimal" aria-label={`${t("sales.quotes.tax")} (%)`} placeholder="%" onChange={(event) => setShare(event.target.value)} />
                <button type="submit" className="button"><Icon name="plus-lg" />{t("sales.settings.addTax")}</button>
            </form>
            <PutAway items={away} nameOf={knownTax} textOf={(one) => `${knownTax(one)} ${percent(one.basis_points)}`} onUse={(one) => void change(one, { archived: false })} />
        </section>
    );
}
