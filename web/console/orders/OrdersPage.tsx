import { useRef, useState } from "react";
import type { Order } from "../../shared/apiTypes";
import { ExportButton } from "../imports/ExportButton";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { Menu } from "../shell/Menu";
import { navigate, usePlace } from "../shell/router";
import { momentText } from "../shell/times";
import { SearchBox } from "../shell/SearchBox";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { useStore } from "../shell/useStore";
import { VirtualList } from "../shell/VirtualList";
import { t } from "../shell/words";
import { moneyText } from "./money";
import { NewOrder } from "./NewOrder";
import { OrderPage } from "./OrderPage";
import { orderArrived, orders } from "./orderState";

const filters = ["all", "late", "placed", "paid", "packed", "shipped", "delivered", "cancelled", "returned"] as const;

/** All orders: a list to search, and the chosen one beside it. */
export default function OrdersPage({ number }: { number: number | null }) {
    const { query } = usePlace();
    const q = query.get("q") ?? "";
    const filter = query.get("status") ?? "all";
    const [making, setMaking] = useState(false);
    const box = useRef<HTMLInputElement>(null);
    const known = useStore(orders, (state) => state.byNumber);

    const only = filter === "all" ? "" : filter === "late" ? "&late=true" : `&status=${filter}`;
    const { items: shown, more, unread } = usePages<Order>(`/orders?limit=100${only}${q ? `&q=${encodeURIComponent(q)}` : ""}`, { arrived: orderArrived });

    function go(change: Record<string, string>) {
        const next = new URLSearchParams(query);
        for (const [key, value] of Object.entries(change)) if (value && value !== "all") next.set(key, value); else next.delete(key);
        navigate(`${number ? `/orders/${number}` : "/orders"}?${next}`, { replace: true });
    }
    // An order changed beside the list shows its new state in it.
    const items = (shown ?? []).map((one) => known[one.number] ?? one);
    const index = items.findIndex((one) => one.number === number);
    const step = (by: number) => { const next = items[Math.max(0, Math.min(items.length - 1, index + by))]; if (next) navigate(`/orders/${next.number}${location.search}`); };
    useKeys({ j: () => step(1), k: () => step(-1), "/": () => box.current?.select(), c: () => setMaking(true), Escape: () => navigate(`/orders${location.search}`) });

    return (
        <div className={`desk two-panes${number ? " has-ticket" : ""}`}>
            <section className="list-pane" aria-label={t("console.rail.orders")}>
                <header className="list-head">
                    <div className="list-title"><h1>{t("console.rail.orders")}</h1>
                        <Menu label={t("console.orders.filter")} className="icon-button" align="end" choices={filters.map((name) => ({ id: name, label: t(`console.order.${name}`), chosen: filter === name }))} onChoose={(name) => go({ status: name })}><Icon name="funnel" /></Menu>
                        <ExportButton name="orders" />
                        <button type="button" className="icon-button" aria-label={t("console.orders.new")} title={`${t("console.orders.new")} (c)`} onClick={() => setMaking(true)}><Icon name="plus-lg" /></button></div>
                    <SearchBox value={q} label={t("console.orders.search")} box={box} onSearch={(text) => go({ q: text })} />
                    {filter !== "all" && <p className="order-filter"><span className="tag">{t(`console.order.${filter}`)}<button type="button" aria-label={t("console.orders.showAll")} onClick={() => go({ status: "all" })}><Icon name="x-lg" /></button></span></p>}
                </header>
                <Unread of={unread} />
                {shown && items.length === 0 ? (
                    <div className="empty"><p>{q || filter !== "all" ? t("console.orders.none") : t("console.orders.empty")}</p>
                        {!q && filter === "all" && <button type="button" className="button" data-kind="primary" onClick={() => setMaking(true)}>{t("console.orders.new")}</button>}</div>
                ) : (
                    <VirtualList items={items} rowHeight={60} keyOf={(one) => one.id} shownIndex={index} label={t("console.rail.orders")} onNearEnd={more}
                        row={(one) => (
                            <Link to={`/orders/${one.number}${location.search}`} className={`row order-row${one.number === number ? " is-chosen" : ""}`} aria-current={one.number === number ? "true" : undefined}>
                                <span className="row-top"><span className="row-name">#{String(one.number)} {one.customer.name || t("console.customer.nameless")}</span><time className="row-wait">{momentText(one.placed_at)}</time></span>
                                <span className="row-bottom"><span className="row-excerpt">{one.lines.map((line) => line.name).join(", ")}</span><OrderMark order={one} /><b className="order-total">{moneyText(one.total)}</b></span>
                            </Link>
                        )} />
                )}
            </section>
            <main className="thread-pane is-page" id="main" tabIndex={-1}>
                {number ? <OrderPage key={number} number={number} /> : <div className="empty"><p className="muted">{t("console.orders.choose")}</p></div>}
            </main>
            {making && <NewOrder onClose={() => setMaking(false)} />}
        </div>
    );
}

/** Where an order stands, and that a parcel of it is late. */
export function OrderMark({ order }: { order: Order }) {
    const late = order.shipments.some((shipment) => shipment.late && shipment.status !== "delivered");
    return <span className={`badge order-mark is-${late ? "late" : order.status}`}>{t(`console.order.${late ? "late" : order.status}`)}</span>;
}
