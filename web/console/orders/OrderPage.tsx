import { useState } from "react";
import type { Order, Shipment } from "../../shared/apiTypes";
import { EditableText } from "../shell/EditableText";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { navigate } from "../shell/router";
import { UnreadPage } from "../shell/UnreadPage";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { moneyText } from "./money";
import { OrderMark } from "./OrdersPage";
import { changeOrder, fetchOrder, orders } from "./orderState";
import { ParcelDialog } from "./ParcelDialog";
import { PaymentDialog } from "./PaymentDialog";
import { ReturnDialog } from "./ReturnDialog";

type Open = "payment" | "return" | "parcel" | Shipment | null;
const unsent = ["placed", "paid", "packed"];

/** One order in full, with what can be done about it. */
export function OrderPage({ number }: { number: number }) {
    const order = useStore(orders, (state) => state.byNumber[number]);
    const [open, setOpen] = useState<Open>(null);
    const unread = useReading(() => fetchOrder(number), [number]);
    if (!order) return <UnreadPage of={unread} missing={t("console.orders.failed")} back={`/orders${location.search}`} />;
    const waits = unsent.includes(order.status);
    const close = () => setOpen(null);
    return (
        <div className="order-page">
            <header className="page-head">
                <button type="button" className="icon-button only-narrow" aria-label={t("console.back")} onClick={() => navigate(`/orders${location.search}`)}><Icon name="chevron-left" /></button>
                {order.status !== "cancelled" && <button type="button" className="button" onClick={() => setOpen("payment")}>{t("console.orders.payment")}</button>}
                {waits && order.status !== "packed" && <button type="button" className="button" onClick={() => void changeOrder(order, { status: "packed" })}>{t("console.orders.pack")}</button>}
                {(waits || order.status === "shipped") && <button type="button" className="button" data-kind={waits ? "primary" : undefined} onClick={() => setOpen("parcel")}>{t("console.orders.parcel")}</button>}
                {waits && <button type="button" className="button" data-kind="quiet" onClick={() => void changeOrder(order, { status: "cancelled" })}>{t("console.orders.cancel")}</button>}
                {(order.status === "shipped" || order.status === "delivered") && <button type="button" className="button" onClick={() => setOpen("return")}>{t("console.orders.return")}</button>}
            </header>
            <div className="order-body">
                <div className="order-title"><h1>#{String(order.number)}</h1><OrderMark order={order} />
                    <p className="meta"><Link to={`/customers/${order.customer.id}`}>{order.customer.name || t("console.customer.nameless")}</Link> · <Moment at={order.placed_at} />{order.reference && ` · ${order.reference}`}</p></div>
                <Lines order={order} />
                <section><h2>{t("console.orders.parcels")}</h2>
                    {order.shipments.length === 0 && <p className="meta">{t("console.orders.noParcels")}</p>}
                    <ul className="plain-list">{order.shipments.map((parcel) => <Parcel key={parcel.id} parcel={parcel} onEdit={() => setOpen(parcel)} />)}</ul></section>
                {order.payments.length > 0 && (
                    <section><h2>{t("console.orders.payments")}</h2><ul className="plain-list">{order.payments.map((payment) => (
                        <li key={payment.id} className="order-fact"><span>{moneyText(payment.amount)} <span className="meta">{[payment.method, payment.reference].filter(Boolean).join(" · ")}</span></span><Moment at={payment.paid_at} className="meta" /></li>
                    ))}</ul></section>
                )}
                {order.returns.length > 0 && (
                    <section><h2>{t("console.orders.returns")}</h2><ul className="plain-list">{order.returns.map((item) => (
                        <li key={item.id} className="order-fact"><span>{item.reason} {item.refund.amount_minor > 0 && <span className="meta">{t("console.orders.refunded", { amount: moneyText(item.refund) })}</span>}</span><Moment at={item.returned_at} className="meta" /></li>
                    ))}</ul></section>
                )}
                <section><h2>{t("console.composer.note")}</h2><EditableText value={order.note} label={t("console.composer.note")} placeholder={t("console.orders.notePlaceholder")} onSave={(note) => void changeOrder(order, { note })} /></section>
            </div>
            {open === "payment" && <PaymentDialog order={order} onClose={close} />}
            {open === "return" && <ReturnDialog order={order} onClose={close} />}
            {open === "parcel" && <ParcelDialog order={order} parcel={null} onClose={close} />}
            {open && typeof open === "object" && <ParcelDialog order={order} parcel={open} onClose={close} />}
        </div>
    );
}

function Lines({ order }: { order: Order }) {
    const sums: [string, Order["total"], number][] = [["discount", order.discount, -1], ["shipping", order.shipping, 1]];
    return (
        <table className="order-lines">
            <thead><tr><th>{t("console.orders.item")}</th><th className="figure">{t("console.orders.quantity")}</th><th className="figure order-each">{t("console.orders.price")}</th><th className="figure">{t("console.orders.sum")}</th></tr></thead>
            <tbody>{order.lines.map((line) => (
                <tr key={line.position}><td>{line.name} {line.sku && <span className="meta">{line.sku}</span>}</td><td className="figure">{line.quantity}</td><td className="figure order-each">{moneyText(line.unit_price)}</td>
                    <td className="figure">{moneyText({ ...line.unit_price, amount_minor: line.unit_price.amount_minor * line.quantity })}</td></tr>
            ))}</tbody>
            <tfoot>
                {sums.filter(([, money]) => money.amount_minor > 0).map(([name, money, sign]) => <tr key={name}><th colSpan={2}>{t(`console.orders.${name}`)}</th><td className="order-each" /><td className="figure">{moneyText({ ...money, amount_minor: sign * money.amount_minor })}</td></tr>)}
                <tr className="order-sum"><th colSpan={2}>{t("console.orders.total")}</th><td className="order-each" /><td className="figure">{moneyText(order.total)}</td></tr>
            </tfoot>
        </table>
    );
}

function Parcel({ parcel, onEdit }: { parcel: Shipment; onEdit: () => void }) {
    const name = [parcel.carrier, parcel.tracking_number].filter(Boolean).join(" ");
    const late = parcel.late && parcel.status !== "delivered";
    return (
        <li className="order-parcel">
            <div className="order-fact"><span>{parcel.tracking_url ? <a href={parcel.tracking_url} target="_blank" rel="noopener noreferrer">{name}</a> : name} <span className={`badge order-mark is-${late ? "late" : parcel.status}`}>{t(`console.order.${late ? "late" : parcel.status}`)}</span></span>
                <button type="button" className="icon-button" aria-label={t("console.orders.editParcel")} title={t("console.orders.editParcel")} onClick={onEdit}><Icon name="pencil" /></button></div>
            <p className="meta">{t("console.orders.sent")} <Moment at={parcel.shipped_at} />
                {parcel.delivered_at ? <> · {t("console.orders.arrived")} <Moment at={parcel.delivered_at} /></> : parcel.promised_at && <> · {t("console.orders.promised")} <Moment at={parcel.promised_at} /></>}</p>
            {parcel.events.length > 0 && <ol className="order-events">{[...parcel.events].reverse().map((event, place) => <li key={place}><span>{[event.place, event.text].filter(Boolean).join(": ")}</span><Moment at={event.at} className="meta" /></li>)}</ol>}
        </li>
    );
}
