import { useCallback, useEffect, useState } from "react";
import type { TimelineItem } from "../../shared/staff";
import type { Page } from "../../shared/wire";
import { get } from "../shell/http";
import { Icon, IconName } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { t } from "../shell/words";

const icons: Record<string, IconName> = {
    "ticket.created": "inbox", "ticket.solved": "check2-circle", message: "chat-dots", rating: "star", note: "journal-plus",
    form: "ui-checks", page_view: "eye-fill", "customer.created": "person-plus", "opportunity.created": "kanban", "opportunity.won": "check2-circle", "opportunity.lost": "x-lg", "opportunity.reopened": "kanban", "customer.merged": "people",
};
const groups: Record<string, string> = {
    all: "", tickets: "ticket.created,ticket.solved", messages: "message", ratings: "rating", notes: "note", forms: "form",
    orders: "order.placed,order.paid,order.packed,order.shipped,order.delivered,order.cancelled,order.returned,order.partly_returned,"
        + "shipment.sent,shipment.in_transit,shipment.delivered,shipment.exception,shipment.late",
    quotes: "quote.sent,quote.accepted,quote.declined,quote.lapsed,quote.withdrawn,contract.made,contract.started,contract.drafted,"
        + "contract.renewal_due,contract.renewed,contract.ended,contract.cancelled",
    deals: "opportunity.created,opportunity.won,opportunity.lost,opportunity.reopened",
};

/** Where the console shows what an event links to. */
const places: Record<string, string> = { ticket: "/tickets", order: "/orders", opportunity: "/sales/deals", quote: "/sales/quotes", contract: "/sales/contracts" };

/** Everything that happened with a customer, newest first, by kind if one likes. */
export function Timeline({ customer, version }: { customer: string; version?: number }) {
    const [group, setGroup] = useState("all");
    const [items, setItems] = useState<readonly TimelineItem[] | null>(null);
    const [cursor, setCursor] = useState<string | null>(null);
    const fetchPage = useCallback(async (from: string | null) => {
        const kinds = groups[group] ? `&kinds=${groups[group]}` : "";
        const page = await get<Page<TimelineItem>>(`/customers/${customer}/timeline?limit=30${kinds}${from ? `&cursor=${encodeURIComponent(from)}` : ""}`);
        setItems((before) => from && before ? [...before, ...page.items] : page.items);
        setCursor(page.next_cursor);
    }, [customer, group]);
    useEffect(() => { fetchPage(null).catch(() => setItems((before) => before ?? [])); }, [fetchPage, version]);
    return (
        <div className="timeline">
            <div className="chips" role="group" aria-label={t("console.timeline.kinds")}>
                {Object.keys(groups).map((name) => <button type="button" key={name} className="chip" aria-pressed={group === name} onClick={() => setGroup(name)}>{t(`console.timeline.${name}`)}</button>)}
            </div>
            {items?.length === 0 && <p className="meta">{t("console.timeline.empty")}</p>}
            <ol className="timeline-list">
                {items?.map((item) => (
                    <li key={item.id}>
                        <Icon name={icons[item.kind] ?? "record-circle"} />
                        <div><p>{item.link && item.link.kind in places ? <Link to={`${places[item.link.kind]}/${item.link.number}`}>{item.title}</Link> : item.title}</p>
                            <p className="meta">{[kindText(item.kind), item.detail].filter(Boolean).join(" · ")}</p></div>
                        <Moment at={item.at} className="meta" />
                    </li>
                ))}
            </ol>
            {cursor && <button type="button" className="button" onClick={() => void fetchPage(cursor).catch(() => undefined)}>{t("console.more")}</button>}
        </div>
    );
}

const named = [...Object.values(groups).flatMap((kinds) => kinds.split(",")), "customer.created", "customer.merged", "campaign.sent", "campaign.replied", "campaign.opted_out", "campaign.opted_in"];

/** What kind of thing happened, in a word; an unknown kind says nothing. */
function kindText(kind: string): string {
    return named.includes(kind) ? t(`console.timeline.kind_${kind.replace(".", "_")}`) : "";
}
