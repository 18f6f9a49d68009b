import { lazy, Suspense, useRef, useState } from "react";
import type { Customer } from "../../shared/staff";
import { ExportButton } from "../imports/ExportButton";
import { may, session } from "../session/sessionState";
import { Avatar } from "../shell/Avatar";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { Menu } from "../shell/Menu";
import { momentText } from "../shell/times";
import { navigate, usePlace } from "../shell/router";
import { SearchBox } from "../shell/SearchBox";
import { usePages } from "../shell/usePages";
import { VirtualList } from "../shell/VirtualList";
import { useStore } from "../shell/useStore";
import { t, withChapter } from "../shell/words";
import { CustomerPage } from "./CustomerPage";
import { customerArrived } from "./customerState";
import { NewCustomer } from "./NewCustomer";

const SegmentFilter = lazy(() => withChapter("marketing", () => import("../marketing/SegmentFilter")));
const sorts = ["last_seen", "name", "newest"] as const;

/** All customers: a list to search, and the chosen one beside it. */
export function CustomersPage({ id }: { id: string | null }) {
    const { query } = usePlace();
    const q = query.get("q") ?? "";
    const segment = query.get("segment") ?? "";
    const sort = query.get("sort") ?? "last_seen";
    const seesSegments = useStore(session, (state) => may(state, "marketing.read"));
    const [making, setMaking] = useState(false);
    const box = useRef<HTMLInputElement>(null);

    const { items, more } = usePages<Customer>(`/customers?limit=100&sort=${sort}${segment ? `&segment_id=${encodeURIComponent(segment)}` : ""}${q ? `&q=${encodeURIComponent(q)}` : ""}`, customerArrived);

    function go(change: Record<string, string>) {
        const next = new URLSearchParams(query);
        for (const [key, value] of Object.entries(change)) if (value) next.set(key, value); else next.delete(key);
        navigate(`${id ? `/customers/${id}` : "/customers"}?${next}`, { replace: true });
    }
    const index = items?.findIndex((one) => one.id === id) ?? -1;
    const step = (by: number) => { const next = items?.[Math.max(0, Math.min(items.length - 1, index + by))]; if (next) navigate(`/customers/${next.id}${location.search}`); };
    useKeys({ j: () => step(1), k: () => step(-1), "/": () => box.current?.select(), c: () => setMaking(true), Escape: () => navigate(`/customers${location.search}`) });

    return (
        <div className={`desk two-panes${id ? " has-ticket" : ""}`}>
            <section className="list-pane" aria-label={t("console.rail.customers")}>
                <header className="list-head">
                    <div className="list-title"><h1>{t("console.rail.customers")}</h1>
                        <Menu label={t("console.list.sort")} className="icon-button" align="end" choices={sorts.map((name) => ({ id: name, label: t(`console.customers.${name}`), chosen: sort === name }))} onChoose={(name) => go({ sort: name })}><Icon name="sort-down" /></Menu>
                        <Link to="/customers/duplicates" className="icon-button" aria-label={t("console.customers.duplicates")} title={t("console.customers.duplicates")}><Icon name="people" /></Link>
                        <ExportButton name={segment ? `customers-of-${segment}` : "customers"} />
                        <button type="button" className="icon-button" aria-label={t("console.customers.new")} title={t("console.customers.new")} onClick={() => setMaking(true)}><Icon name="person-plus" /></button></div>
                    <SearchBox value={q} label={t("console.customers.search")} box={box} onSearch={(text) => go({ q: text })} />
                    {seesSegments && <Suspense fallback={null}><SegmentFilter chosen={segment} onChoose={(chosen) => go({ segment: chosen })} /></Suspense>}
                </header>
                {items && items.length === 0 ? <div className="empty"><Icon name="people" /><p>{t(q ? "console.empty.search" : "console.customers.empty", { text: q })}</p></div> : (
                    <VirtualList items={items ?? []} rowHeight={60} keyOf={(one) => one.id} shownIndex={index} label={t("console.rail.customers")} onNearEnd={more}
                        row={(one) => (
                            <Link to={`/customers/${one.id}${location.search}`} className={`row customer-row${one.id === id ? " is-chosen" : ""}`} aria-current={one.id === id ? "true" : undefined}>
                                <Avatar name={one.name || "?"} />
                                <span className="row-top"><span className="row-name">{one.name || t("console.customer.nameless")}</span>{one.vip && <span className="badge badge-accent">VIP</span>}
                                    {one.last_seen_at && <time className="row-wait">{momentText(one.last_seen_at)}</time>}</span>
                                <span className="row-bottom"><span className="row-excerpt">{one.emails[0]?.address ?? one.phones[0]?.number ?? ""}</span>
                                    {one.open_ticket_count > 0 && <span className="badge">{t("console.customers.open", { count: one.open_ticket_count })}</span>}</span>
                            </Link>
                        )} />
                )}
            </section>
            <main className="thread-pane is-page" id="main" tabIndex={-1}>
                {id ? <CustomerPage key={id} id={id} /> : <div className="empty"><p className="muted">{t("console.customers.choose")}</p></div>}
            </main>
            {making && <NewCustomer onClose={() => setMaking(false)} />}
        </div>
    );
}
