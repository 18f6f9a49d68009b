import { useEffect, useState } from "react";
import type { Product, QuoteEdition, QuoteLineInput } from "../../shared/apiTypes";
import { amountText, minorOf, moneyText } from "../orders/money";
import { findProducts } from "../orders/orderState";
import { Field } from "../shell/Field";
import { Refusal } from "../shell/http";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { basisPointsOf, shareText } from "./shares";

/** A line as it is being written: figures are still texts. */
export interface DraftLine { key: string; product: string | null; sku: string; name: string; description: string; quantity: string; price: string; discount: string; tax: string }

let made = 0;
const nextKey = () => `line${(made += 1)}`;

/** A line of a version, to be written on. */
export function draftLine(line: QuoteEdition["lines"][number]): DraftLine {
    return {
        key: nextKey(), product: line.product_id, sku: line.sku, name: line.name, description: line.description, quantity: String(line.quantity),
        price: amountText(line.unit_price.amount_minor, line.unit_price.currency), discount: shareText(line.discount_basis_points), tax: shareText(line.tax_basis_points),
    };
}

/** The lines as the server takes them. */
export function lineInputs(lines: readonly DraftLine[], currency: string): QuoteLineInput[] {
    return lines.map((line) => {
        const minor = minorOf(line.price || "0", currency);
        if (minor === null) throw new Refusal(t("console.orders.noAmount"));
        const discount = basisPointsOf(line.discount);
        const tax = basisPointsOf(line.tax);
        if (discount === null || tax === null) throw new Refusal(t("sales.quotes.noShare"));
        return { product_id: line.product, sku: line.sku, name: line.name, description: line.description, quantity: Number(line.quantity) || 0, unit_price: { amount_minor: minor, currency }, discount_basis_points: discount, tax_basis_points: tax };
    });
}

/** The lines of a quote: products found by what one types, and lines of one's own. */
export function QuoteLinesEditor({ lines, currency, usualTax, onChange }: { lines: readonly DraftLine[]; currency: string; usualTax: string; onChange: (lines: readonly DraftLine[]) => void }) {
    const [wanted, setWanted] = useState("");
    const [found, setFound] = useState<readonly Product[]>([]);
    useEffect(() => {
        if (!wanted.trim()) return setFound([]);
        const timer = setTimeout(() => findProducts(wanted.trim()).then(setFound, () => undefined), 200);
        return () => clearTimeout(timer);
    }, [wanted]);
    const fitting = found.filter((product) => product.price.currency === currency).slice(0, 6);
    function add(line: Partial<DraftLine>) {
        onChange([...lines, { key: nextKey(), product: null, sku: "", name: "", description: "", quantity: "1", price: "", discount: "", tax: usualTax, ...line }]);
        setWanted("");
    }
    const change = (key: string, part: Partial<DraftLine>) => onChange(lines.map((line) => line.key === key ? { ...line, ...part } : line));
    return (
        <fieldset className="quote-drafts">
            <legend>{t("sales.quotes.lines")}</legend>
            <ol className="plain-list">{lines.map((line, place) => (
                <li key={line.key} className="quote-draft">
                    <div className="quote-draft-name">
                        <Field label={t("console.orders.item")} value={line.name} required maxLength={200} onChange={(name) => change(line.key, { name })} />
                        <button type="button" className="icon-button" aria-label={t("console.removeNamed", { name: line.name || String(place + 1) })} onClick={() => onChange(lines.filter((one) => one.key !== line.key))}><Icon name="trash" /></button>
                    </div>
                    <Field label={t("console.orders.quantity")} type="number" min={1} max={10000} required value={line.quantity} onChange={(quantity) => change(line.key, { quantity })} />
                    <Field label={`${t("console.orders.price")} (${currency})`} inputMode="decimal" required value={line.price} onChange={(price) => change(line.key, { price })} />
                    <Field label={`${t("sales.quotes.discount")} (%)`} inputMode="decimal" placeholder="0" value={line.discount} onChange={(discount) => change(line.key, { discount })} />
                    <Field label={`${t("sales.quotes.tax")} (%)`} inputMode="decimal" placeholder="0" value={line.tax} onChange={(tax) => change(line.key, { tax })} />
                </li>
            ))}</ol>
            <div><Field label={t("sales.quotes.addProduct")} value={wanted} onChange={setWanted} onKeyDown={(event) => { if (event.key === "Enter") event.preventDefault(); }} />
                {wanted.trim() && fitting.length > 0 && <ul className="suggestions">{fitting.map((product) => (
                    <li key={product.id}><button type="button" onClick={() => add({ product: product.id, sku: product.sku, name: product.name, price: amountText(product.price.amount_minor, currency) })}>{product.name} <span className="meta">{moneyText(product.price)}</span></button></li>
                ))}</ul>}</div>
            <button type="button" className="button" onClick={() => add({ name: wanted.trim() })}><Icon name="plus-lg" />{t("sales.quotes.ownLine")}</button>
        </fieldset>
    );
}
