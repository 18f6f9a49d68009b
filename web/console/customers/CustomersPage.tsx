import { lazy, Suspense, useRef, useState } from "react";
import type { Customer, SavedView } from "../../shared/staff";
import { ExportButton } from "../imports/ExportButton";
import { may, session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { Avatar } from "../shell/Avatar";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { Choice, Menu } from "../shell/Menu";
import { momentText } from "../shell/times";
import { navigate, usePlace } from "../shell/router";
import { SearchBox } from "../shell/SearchBox";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { useStore } from "../shell/useStore";
import { VirtualList } from "../shell/VirtualList";
import { t, withChapter } from "../shell/words";
import { SaveView } from "../tickets/SaveView";
import { changed, conditionCount, filtersOf, narrowing } from "./customerFilters";
import { CustomerPage } from "./CustomerPage";
import { customerArrived } from "./customerState";
import { NewCustomer } from "./NewCustomer";

const FilterDialog = lazy(() => withChapter("marketing", () => import("./FilterDialog")));
const SegmentFilter = lazy(() => withChapter("marketing", () => import("../marketing/SegmentFilter")));
const BulkBar = lazy(() => withChapter("people", () => import("./BulkBar")));

const sorts = ["last_seen", "name", "newest"] as const;

/** All customers: a list to search, narrow and change as a whole, and the chosen one beside it. */
export function CustomersPage({ id }: { id: string | null }) {
    const { query } = usePlace();
    const q = query.get("q") ?? "";
    const sort = query.get("sort") ?? "last_seen";
    const filters = filtersOf(query);
    const narrowed = narrowing(query);
    const { users, tags, views } = useStore(directory, (state) => state);
    const alone = useStore(session, (state) => state.workAlone);
    const seesSegments = useStore(session, (state) => may(state, "marketing.read"));
    const [open, setOpen] = useState<"new" | "filter" | "save" | null>(null);
    const [picked, setPicked] = useState<ReadonlySet<string> | null>(null);
    const [round, setRound] = useState(0);
    const box = useRef<HTMLInputElement>(null);
    const saved = views.filter((view) => view.subject === "customer");
    const view = saved.find((one) => one.id === query.get("view"));

    const { items, more, unread } = usePages<Customer>(`/customers?limit=100&${new URLSearchParams({ sort, ...filters })}`, { arrived: customerArrived, version: round });

    function go(change: Record<string, string>) {
        navigate(`${id ? `/customers/${id}` : "/customers"}?${changed(query, change)}`, { replace: true });
    }
    function show(view: SavedView | undefined) {
        navigate(view ? `/customers?${new URLSearchParams({ view: view.id, ...view.filters })}` : "/customers");
    }
    function pick(one: string) {
        const next = new Set(picked ?? []);
        if (!next.delete(one)) next.add(one);
        setPicked(next);
    }
    const index = items?.findIndex((one) => one.id === id) ?? -1;
    const step = (by: number) => { const next = items?.[Math.max(0, Math.min(items.length - 1, index + by))]; if (next) navigate(`/customers/${next.id}${location.search}`); };
    useKeys({
        j: () => step(1), k: () => step(-1), "/": () => box.current?.select(), c: () => setOpen("new"), f: () => setOpen("filter"), x: () => { if (id) pick(id); else setPicked(picked ? null : new Set()); },
        Escape: () => { if (picked) setPicked(null); else navigate(`/customers${location.search}`); },
    });
    const choices: Choice[] = [
        { id: "rule", label: t("console.customers.conditions"), icon: "sliders", group: t("console.list.filter") },
        { id: "vip=true", label: "VIP", chosen: query.get("vip") === "true", group: t("console.list.filter") },
        ...tags.map((tag) => ({ id: `tag=${tag.name}`, label: tag.name, chosen: query.get("tag") === tag.name, group: t("console.filter.tag") })),
        ...(alone ? [] : users.filter((user) => user.active).map((user) => ({ id: `owner=${user.id}`, label: user.name, chosen: filters["owner_id"] === user.id, group: t("console.customer.owner") }))),
    ];
    function narrow(choice: string) {
        if (choice === "rule") { setOpen("filter"); return; }
        const [word = "", ...rest] = choice.split("=");
        const value = rest.join("=");
        go({ [word]: (word === "owner" ? filters["owner_id"] : query.get(word)) === value ? "" : value });
    }
    function shown(word: string, value: string): string {
        if (word === "rule") return t("console.customers.conditionCount", { count: conditionCount(value) });
        if (word === "segment") return t("console.customers.inSegment");
        if (word === "company") return t("console.customers.inCompany");
        return choices.find((one) => one.id === `${word}=${value}`)?.label ?? value;
    }

    return (
        <div className={`desk two-panes${id ? " has-ticket" : ""}`}>
            <section className="list-pane" aria-label={t("console.rail.customers")}>
                <header className="list-head">
                    <div className="list-title"><h1>{saved.length === 0 ? t("console.rail.customers") : (
                        <Menu label={t("console.customers.views")} className="title-choice" choices={[{ id: "", label: t("console.customers.everybody"), chosen: !view }, ...saved.map((one) => ({ id: one.id, label: one.name, chosen: one.id === view?.id }))]}
                            onChoose={(one) => show(saved.find((other) => other.id === one))}><span>{view?.name ?? t("console.rail.customers")}</span><Icon name="chevron-down" /></Menu>
                    )}</h1>
                        <Menu label={t("console.list.filter")} className="icon-button" align="end" searchable choices={choices} onChoose={narrow}><Icon name="funnel" /></Menu>
                        <Menu label={t("console.list.sort")} className="icon-button" align="end" choices={sorts.map((name) => ({ id: name, label: t(`console.customers.${name}`), chosen: sort === name }))} onChoose={(name) => go({ sort: name })}><Icon name="sort-down" /></Menu>
                        <Menu label={t("console.customers.moreActions")} className="icon-button" align="end" searchable={false} onChoose={(name) => { if (name === "pick") setPicked(picked ? null : new Set()); else navigate(name); }} choices={[
                            { id: "pick", label: t("console.customers.pick"), icon: "ui-checks", hint: "x" },
                            { id: "/companies", label: t("console.companies.title"), icon: "building" },
                            { id: "/customers/duplicates", label: t("console.customers.duplicates"), icon: "people" },
                        ]}><Icon name="text-left" /></Menu>
                        <ExportButton name="customers" filters={filters} />
                        <button type="button" className="icon-button" aria-label={t("console.customers.new")} title={`${t("console.customers.new")} (c)`} onClick={() => setOpen("new")}><Icon name="person-plus" /></button></div>
                    <SearchBox value={q} label={t("console.customers.search")} box={box} onSearch={(text) => go({ q: text })} />
                    {narrowed.length > 0 && (
                        <div className="chips">
                            {narrowed.filter(([word]) => word !== "segment" || !seesSegments).map(([word, value]) => (
                                <span key={word} className="chip is-filter">
                                    {word === "rule" ? <button type="button" onClick={() => setOpen("filter")}>{shown(word, value)}</button> : shown(word, value)}
                                    <button type="button" aria-label={t("console.filter.remove", { name: shown(word, value) })} onClick={() => go({ [word]: "" })}><Icon name="x-lg" /></button>
                                </span>
                            ))}
                            {!view && <button type="button" className="chip chip-quiet" onClick={() => setOpen("save")}>{t("console.views.save")}</button>}
                        </div>
                    )}
                    {seesSegments && <Suspense fallback={null}><SegmentFilter chosen={filters.segment_id ?? ""} onChoose={(chosen) => go({ segment: chosen })} /></Suspense>}
                </header>
                {picked && <Suspense fallback={null}><BulkBar picked={picked} filters={filters} shown={items ?? []} onPick={setPicked} onDone={() => { setPicked(null); setRound((before) => before + 1); }} /></Suspense>}
                <Unread of={unread} />
                {items && items.length === 0 ? <div className="empty"><Icon name="people" /><p>{t(q || narrowed.length > 0 ? "console.customers.noneFits" : "console.customers.empty")}</p>
                    {narrowed.length > 0 && <button type="button" className="button" onClick={() => show(undefined)}>{t("console.customers.allAgain")}</button>}</div> : (
                    <VirtualList items={items ?? []} rowHeight={60} keyOf={(one) => one.id} shownIndex={index} label={t("console.rail.customers")} onNearEnd={more}
                        row={(one) => (
                            <>
                                {picked && <input type="checkbox" className="row-pick" checked={picked.has(one.id)} aria-label={t("console.customers.pickNamed", { name: one.name || t("console.customer.nameless") })} onChange={() => pick(one.id)} />}
                                <Link to={`/customers/${one.id}${location.search}`} className={`row customer-row${one.id === id ? " is-chosen" : ""}`} aria-current={one.id === id ? "true" : undefined}>
                                    <Avatar name={one.name || "?"} />
                                    <span className="row-top"><span className="row-name">{one.name || t("console.customer.nameless")}</span>{one.vip && <span className="badge badge-accent">VIP</span>}
                                        {one.last_seen_at && <time className="row-wait">{momentText(one.last_seen_at)}</time>}</span>
                                    <span className="row-bottom"><span className="row-excerpt">{[one.company?.name, one.emails[0]?.address ?? one.phones[0]?.number].filter(Boolean).join(" · ")}</span>
                                        {one.open_ticket_count > 0 && <span className="badge">{t("console.customers.open", { count: one.open_ticket_count })}</span>}</span>
                                </Link>
                            </>
                        )} />
                )}
            </section>
            <main className="thread-pane is-page" id="main" tabIndex={-1}>
                {id ? <CustomerPage key={id} id={id} /> : <div className="empty"><p className="muted">{t("console.customers.choose")}</p></div>}
            </main>
            {open === "new" && <NewCustomer onClose={() => setOpen(null)} />}
            {open === "save" && <SaveView subject="customer" conditions={{ ...filters, ...(query.get("sort") ? { sort } : {}) }} onClose={() => setOpen(null)} />}
            {open === "filter" && <Suspense fallback={null}><FilterDialog rule={query.get("rule") ?? ""} onClose={() => setOpen(null)} onApply={(rule) => { setOpen(null); go({ rule }); }} /></Suspense>}
        </div>
    );
}
