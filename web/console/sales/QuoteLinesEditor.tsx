import { useEffect, useState } from "react";
import type { Product, QuoteEdition, QuoteLineInput, TaxRate } from "../../shared/apiTypes";
import { amountText, minorOf, moneyText } from "../orders/money";
import { findProducts } from "../orders/orderState";
import { Field, Select } from "../shell/Field";
import { Refusal } from "../shell/http";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { quantityText } from "./quoteState";
import { basisPointsOf, shareText } from "./shares";
import { knownTax, taxText } from "./taxState";

/** A line as it is being written: figures are still texts. */
export interface DraftLine { key: string; product: string | null; sku: string; name: string; description: string; quantity: string; price: string; discount: string; tax: string; taxName: string; /** Whether its tax is typed rather than chosen. */ free: boolean }

let made = 0;
const nextKey = () => `line${(made += 1)}`;

/** A line of a version, to be written on. */
export function draftLine(line: QuoteEdition["lines"][number]): DraftLine {
    return {
        key: nextKey(), product: line.product_id, sku: line.sku, name: line.name, description: line.description, quantity: String(line.quantity),
        price: amountText(line.unit_price.amount_minor, line.unit_price.currency), discount: shareText(line.discount_basis_points), tax: shareText(line.tax_basis_points), taxName: line.tax_name, free: false,
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
        return { product_id: line.product, sku: line.sku, name: line.name, description: line.description, quantity: Number(line.quantity) || 0, unit_price: { amount_minor: minor, currency }, discount_basis_points: discount, tax_basis_points: tax, tax_name: line.taxName };
    });
}

/** The lines of a quote: products found by what one types, and lines of one's own. */
export function QuoteLinesEditor({ lines, currency, rates, becomesOrder, onChange }: { lines: readonly DraftLine[]; currency: string; rates: readonly TaxRate[]; becomesOrder: boolean; onChange: (lines: readonly DraftLine[]) => void }) {
    const [wanted, setWanted] = useState("");
    const [found, setFound] = useState<readonly Product[]>([]);
    useEffect(() => {
        if (!wanted.trim()) return setFound([]);
        const timer = setTimeout(() => findProducts(wanted.trim()).then(setFound, () => undefined), 200);
        return () => clearTimeout(timer);
    }, [wanted]);
    const fitting = found.filter((product) => product.price.currency === currency).slice(0, 6);
    function add(line: Partial<DraftLine>) {
        onChange([...lines, { key: nextKey(), product: null, sku: "", name: "", description: "", quantity: "1", price: "", discount: "", ...usualTax(rates), ...line }]);
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
                    <Field label={t("console.orders.quantity")} type="number" min={0.001} max={10000} step={0.001} required value={line.quantity} onChange={(quantity) => change(line.key, { quantity })} />
                    <Field label={`${t("console.orders.price")} (${currency})`} inputMode="decimal" required value={line.price} onChange={(price) => change(line.key, { price })} />
                    <Field label={`${t("sales.quotes.discount")} (%)`} inputMode="decimal" placeholder="0" value={line.discount} onChange={(discount) => change(line.key, { discount })} />
                    <TaxChoice line={line} rates={rates} onChange={(part) => change(line.key, part)} />
                    {becomesOrder && !Number.isInteger(Number(line.quantity)) && <p className="meta quote-draft-note">{t("sales.quotes.onePiece", { name: `${quantityText(Number(line.quantity))} × ${line.name}` })}</p>}
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

/** The tax of a new line: the company's default, or nothing typed yet. */
function usualTax(rates: readonly TaxRate[]): Pick<DraftLine, "tax" | "taxName" | "free"> {
    const usual = rates.find((one) => one.is_default);
    return usual ? { tax: shareText(usual.basis_points), taxName: usual.paper_name, free: false } : { tax: "", taxName: "", free: true };
}

/** A tax from the company's list, or one of the line's own. */
function TaxChoice({ line, rates, onChange }: { line: DraftLine; rates: readonly TaxRate[]; onChange: (part: Partial<DraftLine>) => void }) {
    const key = (tax: string, name: string) => `${tax}|${name}`;
    const own = key(line.tax, line.taxName);
    const options: [string, string][] = rates.map((one) => [key(shareText(one.basis_points), one.paper_name), taxText(knownTax(one), one.basis_points)]);
    // What a line was written with stays, though the list has changed.
    if (!line.free && !options.some(([one]) => one === own)) options.push([own, taxText(line.taxName, basisPointsOf(line.tax) ?? 0)]);
    function choose(value: string) {
        if (value === "free") return onChange({ free: true, taxName: "" });
        const [tax = "", ...name] = value.split("|");
        onChange({ free: false, tax, taxName: name.join("|") });
    }
    return (
        <div className="quote-tax">
            <Select label={t("sales.quotes.tax")} value={line.free ? "free" : own} options={[...options, ["free", t("sales.quotes.otherRate")]]} onChange={choose} />
            {line.free && <Field label={`${t("sales.quotes.tax")} (%)`} inputMode="decimal" placeholder="0" value={line.tax} onChange={(tax) => onChange({ tax })} />}
        </div>
    );
}
