import { createStore } from "../../shared/store";
import type { Order, OrderChange, OrderInput, PaymentInput, Product, ReturnInput, ShipmentInput } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, patch, post, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { t } from "../shell/words";

/** The orders of the console: by number, and each customer's numbers, newest first. */
export interface OrderState {
    byNumber: Readonly<Record<number, Order>>;
    ofCustomer: Readonly<Record<string, readonly number[]>>;
}

/** What is known of orders. */
export const orders = createStore<OrderState>({ byNumber: {}, ofCustomer: {} });

/** An order came or changed. */
export function orderArrived(order: Order): void {
    orders.update((state) => ({ ...state, byNumber: { ...state.byNumber, [order.number]: order } }));
}

/** Loads one order by its number. */
export async function fetchOrder(number: number): Promise<void> {
    orderArrived(await get<Order>(`/orders/${number}`));
}

/** Loads a customer's latest orders. */
export async function fetchOrdersOf(customer: string): Promise<void> {
    const { items } = await get<Page<Order>>(`/orders?customer_id=${customer}&limit=20`);
    items.forEach(orderArrived);
    orders.update((state) => ({ ...state, ofCustomer: { ...state.ofCustomer, [customer]: items.map((order) => order.number) } }));
}

/** Places an order. */
export async function placeOrder(input: OrderInput): Promise<Order> {
    const order = await post<Order>("/orders", input);
    orderArrived(order);
    return order;
}

/** Changes an order at once and takes it back with a sentence when it is refused. */
export async function changeOrder(order: Order, change: OrderChange): Promise<void> {
    orderArrived({ ...order, ...change } as Order);
    try {
        orderArrived(await patch<Order>(`/orders/${order.id}`, change, order.version));
    } catch (problem) {
        orderArrived(order);
        say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" });
    }
}

/** Notes money received. */
export async function notePayment(order: Order, input: PaymentInput): Promise<void> {
    orderArrived(await post<Order>(`/orders/${order.id}/payments`, input));
}

/** Notes pieces that came back. */
export async function noteReturn(order: Order, input: ReturnInput): Promise<void> {
    orderArrived(await post<Order>(`/orders/${order.id}/returns`, input));
}

/** Notes a parcel that was sent, or what is new of one. */
export async function noteParcel(order: Order, shipment: string | null, input: ShipmentInput): Promise<void> {
    const path = `/orders/${order.id}/shipments`;
    await (shipment ? patch(`${path}/${shipment}`, input) : post(path, input));
    await fetchOrder(order.number);
}

/** Products whose name or SKU begins with or holds `text`. */
export async function findProducts(text: string): Promise<readonly Product[]> {
    return (await get<Page<Product>>(`/products?limit=20${text ? `&q=${encodeURIComponent(text)}` : ""}`)).items;
}
