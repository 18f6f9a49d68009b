import { useState } from "react";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { moneyText } from "./money";
import { Buyer, NewOrder } from "./NewOrder";
import { OrderMark } from "./OrdersPage";
import { fetchOrdersOf, orders } from "./orderState";

/** A customer's latest orders, one line each, and a way to place one. */
export function CustomerOrders({ customer }: { customer: Buyer }) {
    const numbers = useStore(orders, (state) => state.ofCustomer[customer.id]);
    const known = useStore(orders, (state) => state.byNumber);
    const [making, setMaking] = useState(false);
    const unread = useReading(() => fetchOrdersOf(customer.id), [customer.id]);
    return (
        <>
            {!numbers && <Unread of={unread} />}
            {numbers?.length === 0 && <p className="meta">{t("console.customer.noOrders")}</p>}
            <ul className="ticket-lines">{numbers?.flatMap((number) => known[number] ?? []).map((order) => (
                <li key={order.id}><Link to={`/orders/${order.number}`}><span className="meta">#{String(order.number)}</span><span className="line-subject">{order.lines.map((line) => line.name).join(", ")}</span><OrderMark order={order} /><span className="meta">{moneyText(order.total)}</span><Moment at={order.placed_at} className="meta" /></Link></li>
            ))}</ul>
            <button type="button" className="button" data-kind="quiet" onClick={() => setMaking(true)}><Icon name="plus-lg" />{t("console.orders.new")}</button>
            {making && <NewOrder buyer={customer} onClose={() => setMaking(false)} />}
        </>
    );
}
