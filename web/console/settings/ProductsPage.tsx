import { useCallback, useEffect, useState } from "react";
import type { Product } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { ExportButton } from "../imports/ExportButton";
import { amountText, minorOf, moneyText } from "../orders/money";
import { session } from "../session/sessionState";
import { Check, Field } from "../shell/Field";
import { get, patch, post, Refusal, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { EditorDialog } from "./EditorDialog";
import { ListPage } from "./ListPage";

/** What the company sells. */
export function ProductsPage() {
    const [products, setProducts] = useState<readonly Product[]>([]);
    const load = useCallback(async () => setProducts((await get<Page<Product>>("/products?limit=200")).items), []);
    useEffect(() => { load().catch((problem) => say(sentenceOf(problem), { tone: "danger" })); }, [load]);
    const archive = async (product: Product) => { await patch(`/products/${product.id}`, { archived: true }); await load(); };
    return (
        <ListPage title={t("console.settings.products")} lead={t("console.products.lead")} items={products} addLabel={t("console.products.add")} emptyText={t("console.products.empty")} extra={<ExportButton name="products" />}
            onRemove={(product) => archive(product).catch((problem) => say(sentenceOf(problem), { tone: "danger" }))} removeLabel={(product) => t("console.removeNamed", { name: product.name })}
            line={(product) => <><strong>{product.name}</strong><span className="meta">{[product.sku, moneyText(product.price), product.category, product.in_stock ? "" : product.stock_note || t("console.products.outOfStock")].filter(Boolean).join(" · ")}</span></>}
            editor={(product, close) => <ProductEditor product={product} onClose={close} onSaved={load} />} />
    );
}

function ProductEditor({ product, onClose, onSaved }: { product: Product | null; onClose: () => void; onSaved: () => Promise<void> }) {
    const [name, setName] = useState(product?.name ?? "");
    const [sku, setSku] = useState(product?.sku ?? "");
    const [category, setCategory] = useState(product?.category ?? "");
    const [brand, setBrand] = useState(product?.brand ?? "");
    const [description, setDescription] = useState(product?.description ?? "");
    const [currency, setCurrency] = useState(product?.price.currency ?? session.get().company?.currency ?? "CNY");
    const [price, setPrice] = useState(product ? amountText(product.price.amount_minor, product.price.currency) : "");
    const [inStock, setInStock] = useState(product?.in_stock ?? true);
    const [stockNote, setStockNote] = useState(product?.stock_note ?? "");
    const [consumable, setConsumable] = useState(product?.consumable ?? false);
    async function save() {
        const code = currency.trim().toUpperCase();
        const minor = minorOf(price, code);
        if (minor === null) throw new Refusal(t("console.orders.noAmount"));
        const body = { name: name.trim(), sku: sku.trim(), category: category.trim(), brand: brand.trim(), description: description.trim(), price: { amount_minor: minor, currency: code }, in_stock: inStock, stock_note: stockNote.trim(), consumable };
        await (product ? patch(`/products/${product.id}`, body, product.version) : post("/products", body));
        await onSaved();
    }
    return (
        <EditorDialog title={t(product ? "console.products.edit" : "console.products.add")} onClose={onClose} onSave={save}>
            <Field label={t("console.name")} value={name} onChange={setName} required autoFocus maxLength={200} />
            <div className="field-row"><Field label="SKU" value={sku} onChange={setSku} required maxLength={64} />
                <Field label={t("console.orders.price")} value={price} onChange={setPrice} inputMode="decimal" required />
                <Field label={t("console.products.currency")} value={currency} onChange={setCurrency} required minLength={3} maxLength={3} /></div>
            <div className="field-row"><Field label={t("console.products.category")} value={category} onChange={setCategory} maxLength={100} />
                <Field label={t("console.products.brand")} value={brand} onChange={setBrand} maxLength={100} /></div>
            <Field label={t("console.products.description")} value={description} onChange={setDescription} maxLength={10000} />
            <Check label={t("console.products.inStock")} checked={inStock} onChange={setInStock} />
            <Field label={t("console.products.stockNote")} value={stockNote} onChange={setStockNote} maxLength={200} />
            <Check label={t("console.products.consumable")} hint={t("console.products.consumableHint")} checked={consumable} onChange={setConsumable} />
        </EditorDialog>
    );
}
