import { lazy, Suspense, useEffect, useState } from "react";
import type { TimelineItem } from "../../shared/staff";
import { Icon, IconName } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { t, withChapter } from "../shell/words";

const PastCard = lazy(() => withChapter("people", () => import("./PastCard")));

const icons: Record<string, IconName> = {
    "ticket.created": "inbox", "ticket.solved": "check2-circle", message: "chat-dots", rating: "star", note: "journal-plus",
    form: "ui-checks", page_view: "eye-fill", "customer.created": "person-plus", "opportunity.created": "kanban", "opportunity.won": "check2-circle", "opportunity.lost": "x-lg", "opportunity.reopened": "kanban", "customer.merged": "people",
    "campaign.sent": "megaphone", "campaign.replied": "reply", "campaign.opted_out": "x-lg", "prediction.churn": "exclamation-triangle", "quote.accepted": "check2-circle", "quote.sent": "file-text",
};
/** What each filter asks the server for. */
const groups: Record<string, string> = {
    all: "", tickets: "&kinds=ticket.created,ticket.solved", chats: "&channels=chat", mails: "&channels=email", calls: "&channels=phone",
    ratings: "&kinds=rating", notes: "&kinds=note", forms: "&kinds=form",
    orders: "&kinds=order.placed,order.paid,order.packed,order.shipped,order.delivered,order.cancelled,order.returned,order.partly_returned,"
        + "shipment.sent,shipment.in_transit,shipment.delivered,shipment.exception,shipment.late",
    quotes: "&kinds=quote.sent,quote.accepted,quote.declined,quote.lapsed,quote.withdrawn,contract.made,contract.started,contract.drafted,"
        + "contract.renewal_due,contract.renewed,contract.ended,contract.cancelled",
    deals: "&kinds=opportunity.created,opportunity.won,opportunity.lost,opportunity.reopened",
    campaigns: "&kinds=campaign.sent,campaign.replied,campaign.opted_out,campaign.opted_in",
    predictions: "&kinds=prediction.churn", merges: "&kinds=customer.created,customer.merged",
};

/** Where the console shows what an event links to. */
const places: Record<string, string> = { ticket: "/tickets", order: "/orders", opportunity: "/sales/deals", quote: "/sales/quotes", contract: "/sales/contracts" };

/** Everything that happened with a customer, or with a company's people, newest first: by kind, by words, and as it was on a day. */
export function Timeline({ customer, company, version }: { customer?: string; company?: string; version?: number }) {
    const [group, setGroup] = useState("all");
    const [words, setWords] = useState("");
    const [asked, setAsked] = useState("");
    const [day, setDay] = useState("");
    const path = customer ? `/customers/${customer}` : `/companies/${company}`;
    const until = day && !Number.isNaN(Date.parse(`${day}T23:59:59`)) ? new Date(`${day}T23:59:59.999`).toISOString() : "";
    useEffect(() => {
        const timer = setTimeout(() => setAsked(words.trim()), 250);
        return () => clearTimeout(timer);
    }, [words]);
    const address = `${path}/timeline?limit=50${groups[group] ?? ""}${asked ? `&q=${encodeURIComponent(asked)}` : ""}${until ? `&until=${encodeURIComponent(until)}` : ""}`;
    const { items, more, unread } = usePages<TimelineItem>(address, { version: version ?? 0 });
    return (
        <div className="timeline">
            <div className="chips" role="group" aria-label={t("console.timeline.kinds")}>
                {Object.keys(groups).map((name) => <button type="button" key={name} className="chip" aria-pressed={group === name} onClick={() => setGroup(name)}>{t(`console.timeline.${name}`)}</button>)}
            </div>
            <div className="timeline-tools">
                <label className="search"><Icon name="search" /><input type="search" value={words} placeholder={t("console.timeline.search")} aria-label={t("console.timeline.search")} onChange={(event) => setWords(event.target.value)} /></label>
                <label className="timeline-day"><span className="meta">{t("console.timeline.asOf")}</span><input className="input" type="date" max={new Date().toISOString().slice(0, 10)} value={day} onChange={(event) => setDay(event.target.value)} /></label>
            </div>
            {customer && until && <Suspense fallback={null}><PastCard customer={customer} at={until} onLeave={() => setDay("")} /></Suspense>}
            <Unread of={unread} />
            {items?.length === 0 && <p className="meta">{t(asked || until || group !== "all" ? "console.timeline.noneFits" : "console.timeline.empty")}</p>}
            <ol className="timeline-list">
                {items?.map((item) => (
                    <li key={item.id}>
                        <Icon name={icons[item.kind] ?? "record-circle"} />
                        <div><p>{item.link && item.link.kind in places ? <Link to={`${places[item.link.kind]}/${item.link.number}`}>{titleOf(item)}</Link> : titleOf(item)}</p>
                            <p className="meta">{[item.channel && item.kind === "ticket.created" ? t(`console.channel.${item.channel}`) : "", kindText(item.kind), item.detail].filter(Boolean).join(" · ")}</p></div>
                        <Moment at={item.at} className="meta" />
                    </li>
                ))}
            </ol>
            {more && <button type="button" className="button" onClick={more}>{t("console.more")}</button>}
        </div>
    );
}

/** What an event is called; a prediction names its bands, which are words of ours. */
function titleOf(item: TimelineItem): string {
    return item.kind === "prediction.churn" ? item.title.split(" → ").map((band) => t(`console.timeline.band_${band}`)).join(" → ") : item.title;
}

const named = [
    ...Object.values(groups).filter((query) => query.startsWith("&kinds=")).flatMap((query) => query.slice(7).split(",")),
];

/** What kind of thing happened, in a word; an unknown kind says nothing. */
function kindText(kind: string): string {
    return named.includes(kind) ? t(`console.timeline.kind_${kind.replace(".", "_")}`) : "";
}
