import { useState } from "react";
import { ApiProblem, asProblem, request } from "../shared/api";
import type { Page, ReportedCustomer, ReportedOffer, ReportedOrder, ReportedTicket } from "./reportTypes";
import { useReport } from "./useReport";
import { figure, length, longDayName, moment, t } from "./words";

type Item = ReportedTicket | ReportedOrder | ReportedCustomer | ReportedOffer;

/** What `GET path` lists, page by page, each row leading to its own page. */
export function PagedRows({ path, timeZone, empty }: { path: string; timeZone: string; empty: string }) {
    const { value, problem, waiting } = useReport<Page<Item>>(path);
    const [more, setMore] = useState<{ path: string; pages: Page<Item>[]; problem: ApiProblem | null }>({ path, pages: [], problem: null });
    const pages = [...(value ? [value] : []), ...(more.path === path ? more.pages : [])];
    const items = pages.flatMap((page) => page.items);
    const cursor = pages[pages.length - 1]?.next_cursor ?? null;

    async function showMore() {
        const before = more.path === path ? more.pages : [];
        try {
            const page = await request<Page<Item>>("GET", `${path}&cursor=${encodeURIComponent(cursor ?? "")}`);
            setMore({ path, pages: [...before, page], problem: null });
        } catch (thrown) {
            setMore({ path, pages: before, problem: asProblem(thrown) });
        }
    }
    const fault = problem ?? more.problem;
    return (
        <div aria-busy={waiting}>
            {fault && <p className="problem">{fault.message}</p>}
            {value && items.length === 0 && <p className="muted">{empty}</p>}
            <ul className="ticket-rows">
                {items.map((item, index) => <Line key={index} item={item} timeZone={timeZone} />)}
            </ul>
            {cursor && <button type="button" className="button" onClick={() => void showMore()}>{t("reports.more")}</button>}
        </div>
    );
}

function Line({ item, timeZone }: { item: Item; timeZone: string }) {
    if ("offer_id" in item) return <OfferLine item={item} timeZone={timeZone} />;
    if ("order_id" in item) return <OrderLine item={item} timeZone={timeZone} />;
    return "customer_id" in item ? <CustomerLine item={item} /> : <TicketLine item={item} timeZone={timeZone} />;
}

function TicketLine({ item, timeZone }: { item: ReportedTicket; timeZone: string }) {
    return (
        <li>
            <a href={`/tickets/${item.number}`}><span className="meta">#{String(item.number)}</span> {item.subject || t("reports.noSubject")}</a>
            <span className="meta">{[item.customer_name, item.agent_name, moment(item.at, timeZone)].filter(Boolean).join(" · ")}</span>
            <Value item={item} />
        </li>
    );
}

function OrderLine({ item, timeZone }: { item: ReportedOrder; timeZone: string }) {
    return (
        <li>
            <a href={`/orders/${item.number}`}><span className="meta">#{String(item.number)}</span> {item.customer_name}</a>
            <span className="meta">{[t(`reports.status.${item.status}`), moment(item.at, timeZone)].join(" · ")}</span>
            <span className="row-value figures">{figure(item.total, "money")}</span>
        </li>
    );
}

/** Leads to the order it became, else to the ticket it was offered on, else to the customer. */
function OfferLine({ item, timeZone }: { item: ReportedOffer; timeZone: string }) {
    const place = item.order_number !== null ? `/orders/${item.order_number}` : item.ticket_number !== null ? `/tickets/${item.ticket_number}` : `/customers/${item.customer_id}`;
    const number = item.order_number ?? item.ticket_number;
    return (
        <li>
            <a href={place}>{number !== null && <span className="meta">#{String(number)}</span>} {item.product_name}{item.quantity > 1 ? ` × ${item.quantity}` : ""}</a>
            <span className="meta">{[
                item.customer_name || t("reports.noName"), item.agent_name, t(`reports.method.${item.method}`), ...(item.reason === null ? [] : [t(`reports.reason.${item.reason}`)]), moment(item.at, timeZone),
            ].filter(Boolean).join(" · ")}</span>
            <span className="row-value figures">{item.total ? figure(item.total, "money") : t("reports.notOrdered")}</span>
        </li>
    );
}

function CustomerLine({ item }: { item: ReportedCustomer }) {
    return (
        <li>
            <a href={`/customers/${item.customer_id}`}>{item.name || t("reports.noName")}</a>
            <span className="meta">{[longDayName(item.day), t("reports.ordersOf", { count: item.order_count })].join(" · ")}</span>
            <span className="row-value figures">{figure(item.spent, "money")}</span>
        </li>
    );
}

function Value({ item }: { item: ReportedTicket }) {
    if (item.rating !== null) {
        return <span className="row-value" title={item.comment ?? ""}>{t("reports.rating", { rating: item.rating })}{item.comment && <q>{item.comment}</q>}</span>;
    }
    return item.value_seconds === null ? null : <span className="row-value figures">{length(item.value_seconds)}</span>;
}
