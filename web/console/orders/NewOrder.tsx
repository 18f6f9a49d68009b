import { useEffect, useState } from "react";
import type { OrderLineInput, Product } from "../../shared/apiTypes";
import { ChosenCustomer, CustomerChoice } from "../customers/CustomerChoice";
import { session } from "../session/sessionState";
import { EditorDialog } from "../settings/EditorDialog";
import { Field } from "../shell/Field";
import { Refusal } from "../shell/http";
import { Icon } from "../shell/Icon";
import { navigate } from "../shell/router";
import { t } from "../shell/words";
import { minorOf, moneyText } from "./money";
import { findProducts, placeOrder } from "./orderState";

/** Who an order is for. */
export type Buyer = ChosenCustomer;

/** Places an order for somebody on the phone or in the chat. */
export function NewOrder({ buyer = null, onClose }: { buyer?: Buyer | null; onClose: () => void }) {
    const [customer, setCustomer] = useState<Buyer | null>(buyer);
    const [wanted, setWanted] = useState("");
    const [catalogue, setCatalogue] = useState<readonly Product[] | null>(null);
    const [chosen, setChosen] = useState<readonly { product: Product; quantity: string }[]>([]);
    const [discount, setDiscount] = useState("");
    const [shipping, setShipping] = useState("");
    const currency = chosen[0]?.product.price.currency ?? session.get().company?.currency ?? "CNY";
    useEffect(() => {
        const timer = setTimeout(() => findProducts(wanted.trim()).then(setCatalogue, () => undefined), wanted ? 200 : 0);
        return () => clearTimeout(timer);
    }, [wanted]);
    // One order has one currency, and each product stands in it once.
    const found = catalogue?.filter((product) => !chosen.some((one) => one.product.id === product.id) && (chosen.length === 0 || product.price.currency === currency)).slice(0, 6);

    async function save() {
        if (!customer) throw new Refusal(t("console.orders.whose"));
        const lines: OrderLineInput[] = chosen.map(({ product, quantity }) => ({ product_id: product.id, sku: null, name: null, unit_price: null, quantity: Number(quantity) }));
        const money = (text: string) => {
            const minor = minorOf(text || "0", currency);
            if (minor === null) throw new Refusal(t("console.orders.noAmount"));
            return { amount_minor: minor, currency };
        };
        const order = await placeOrder({ customer_id: customer.id, currency, lines, discount: money(discount), shipping: money(shipping) });
        navigate(`/orders/${order.number}`);
    }
    return (
        <EditorDialog title={t("console.orders.new")} onClose={onClose} onSave={save} saveLabel={t("console.orders.place")}>
            <CustomerChoice chosen={customer} fixed={buyer !== null} onChoose={setCustomer} />
            <ul className="plain-list">{chosen.map(({ product, quantity }, place) => (
                <li key={product.id} className="order-choice"><span>{product.name} <span className="meta">{moneyText(product.price)}{!product.in_stock && ` · ${product.stock_note || t("console.products.outOfStock")}`}</span></span>
                    <input className="input" type="number" min={1} max={10000} value={quantity} aria-label={t("console.orders.quantityOf", { name: product.name })} onChange={(event) => setChosen(chosen.map((one, at) => at === place ? { ...one, quantity: event.target.value } : one))} />
                    <button type="button" className="icon-button" aria-label={t("console.removeNamed", { name: product.name })} onClick={() => setChosen(chosen.filter((_, at) => at !== place))}><Icon name="trash" /></button></li>
            ))}</ul>
            <div><Field label={t("console.orders.addItem")} value={wanted} onChange={setWanted} autoFocus={buyer !== null} />
                {found?.length === 0 && <p className="meta">{t(wanted.trim() ? "console.nothingFound" : "console.orders.noProducts")}</p>}
                {found && found.length > 0 && <ul className="suggestions">{found.map((product) => (
                    <li key={product.id}><button type="button" onClick={() => { setChosen([...chosen, { product, quantity: "1" }]); setWanted(""); }}>{product.name} <span className="meta">{moneyText(product.price)}</span></button></li>
                ))}</ul>}</div>
            <div className="field-row"><Field label={`${t("console.orders.discount")} (${currency})`} value={discount} onChange={setDiscount} inputMode="decimal" placeholder="0" />
                <Field label={`${t("console.orders.shipping")} (${currency})`} value={shipping} onChange={setShipping} inputMode="decimal" placeholder="0" /></div>
        </EditorDialog>
    );
}
