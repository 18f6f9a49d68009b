import { useRef } from "react";
import type { Quote } from "../../shared/apiTypes";
import { ExportButton } from "../imports/ExportButton";
import { may, session } from "../session/sessionState";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { Menu } from "../shell/Menu";
import { match, navigate, usePlace } from "../shell/router";
import { SearchBox } from "../shell/SearchBox";
import { momentText } from "../shell/times";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { useStore } from "../shell/useStore";
import { VirtualList } from "../shell/VirtualList";
import { t } from "../shell/words";
import { moneyText } from "../orders/money";
import { QuoteEditor } from "./QuoteEditor";
import { QuotePage } from "./QuotePage";
import { papers, quoteArrived, quotePath } from "./quoteState";

const states = ["all", "draft", "sent", "accepted", "declined", "lapsed", "withdrawn"] as const;

/** All quotes: a list to search, and the chosen one beside it. */
export function QuotesPage({ path }: { path: string }) {
    const { query } = usePlace();
    const q = query.get("q") ?? "";
    const state = query.get("state") ?? "all";
    const name = match("/sales/quotes/:name", path)?.["name"] ?? null;
    const sets = useStore(session, (all) => may(all, "settings.write"));
    const box = useRef<HTMLInputElement>(null);
    const known = useStore(papers, (all) => all.quotes);
    const { items: shown, more, unread } = usePages<Quote>(`/quotes?limit=100${state === "all" ? "" : `&state=${state}`}${q ? `&q=${encodeURIComponent(q)}` : ""}`, { arrived: quoteArrived });
    const listed = new Set((shown ?? []).map((one) => one.id));
    // One made or sent since stands on top until the list is read again.
    const fresh = q || state !== "all" ? [] : Object.values(known).filter((one) => !listed.has(one.id) && one.created_at >= (shown?.[0]?.created_at ?? ""));
    const items = [...fresh.reverse(), ...(shown ?? []).map((one) => known[one.id] ?? one)];
    const index = items.findIndex((one) => one.id === name || one.number === name);

    function go(change: Record<string, string>) {
        const next = new URLSearchParams(query);
        for (const [key, value] of Object.entries(change)) if (value && value !== "all") next.set(key, value); else next.delete(key);
        navigate(`${name ? `/sales/quotes/${name}` : "/sales/quotes"}?${next}`, { replace: true });
    }
    const step = (by: number) => { const next = items[Math.max(0, Math.min(items.length - 1, index + by))]; if (next) navigate(`${quotePath(next)}${location.search}`); };
    const make = () => navigate(`/sales/quotes/new${location.search}`);
    useKeys({ j: () => step(1), k: () => step(-1), "/": () => box.current?.select(), c: make, Escape: () => navigate(`/sales/quotes${location.search}`) });

    return (
        <div className={`desk two-panes${name ? " has-ticket" : ""}`}>
            <section className="list-pane" aria-label={t("sales.quotes.title")}>
                <header className="list-head">
                    <div className="list-title"><h1>{t("sales.quotes.title")}</h1>
                        <Menu label={t("sales.quotes.filter")} className="icon-button" align="end" choices={states.map((one) => ({ id: one, label: t(`sales.quote.${one}`), chosen: state === one }))} onChoose={(one) => go({ state: one })}><Icon name="funnel" /></Menu>
                        <ExportButton name="quotes" />
                        {sets && <Link to="/settings/sales" className="icon-button" aria-label={t("sales.quotes.settings")} title={t("sales.quotes.settings")}><Icon name="gear" /></Link>}
                        <button type="button" className="icon-button" aria-label={t("sales.quotes.new")} title={`${t("sales.quotes.new")} (c)`} onClick={make}><Icon name="plus-lg" /></button></div>
                    <SearchBox value={q} label={t("sales.quotes.search")} box={box} onSearch={(text) => go({ q: text })} />
                    {state !== "all" && <p className="order-filter"><span className="tag">{t(`sales.quote.${state}`)}<button type="button" aria-label={t("sales.quotes.showAll")} onClick={() => go({ state: "all" })}><Icon name="x-lg" /></button></span></p>}
                </header>
                <Unread of={unread} />
                {shown && items.length === 0 ? (
                    <div className="empty"><p>{q || state !== "all" ? t("sales.quotes.none") : t("sales.quotes.empty")}</p>
                        {!q && state === "all" && <button type="button" className="button" data-kind="primary" onClick={make}>{t("sales.quotes.new")}</button>}</div>
                ) : (
                    <VirtualList items={items} rowHeight={60} keyOf={(one) => one.id} shownIndex={index} label={t("sales.quotes.title")} onNearEnd={more}
                        row={(one) => (
                            <Link to={`${quotePath(one)}${location.search}`} className={`row order-row${one === items[index] ? " is-chosen" : ""}`} aria-current={one === items[index] ? "true" : undefined}>
                                <span className="row-top"><span className="row-name">{one.customer.name || t("console.customer.nameless")}</span><time className="row-wait">{momentText(one.created_at)}</time></span>
                                <span className="row-bottom"><span className="row-excerpt">{[one.number, ...one.edition.lines.map((line) => line.name)].filter(Boolean).join(" · ")}</span><QuoteMark quote={one} /><b className="order-total">{moneyText(one.edition.total)}</b></span>
                            </Link>
                        )} />
                )}
            </section>
            <main className="thread-pane is-page" id="main" tabIndex={-1}>
                {name === "new" ? <QuoteEditor key="new" quote={null} onClose={() => navigate(`/sales/quotes${location.search}`)} onSaved={(quote) => navigate(quotePath(quote))} />
                    : name ? <QuotePage key={name} name={name} /> : <div className="empty"><p className="muted">{t("sales.quotes.choose")}</p></div>}
            </main>
        </div>
    );
}

/** Where a quote stands, and that a newer version of it was begun. */
export function QuoteMark({ quote }: { quote: Quote }) {
    const begun = quote.sent_edition !== null && quote.editions.some((one) => one.edition > (quote.sent_edition ?? 0));
    return <span className={`badge quote-mark is-${quote.state}`}>{t(`sales.quote.${quote.state}`)}{begun && ` · ${t("sales.quotes.version", { number: String(quote.edition.edition) })}`}</span>;
}
