import { useState } from "react";
import type { Quote, QuoteEdition } from "../../shared/apiTypes";
import { moneyText } from "../orders/money";
import { CopyButton } from "../shell/CopyButton";
import { get, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { UnreadPage } from "../shell/UnreadPage";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { QuoteEditor } from "./QuoteEditor";
import { QuoteMark } from "./QuotesPage";
import { copyQuote, fetchQuote, fullDay, papers, percent, quantityText, quotePath, withdrawQuote } from "./quoteState";
import { SendQuote } from "./SendQuote";
import { taxText } from "./taxState";

/** One quote in full, with what can be done about it. */
export function QuotePage({ name }: { name: string }) {
    const quote = useStore(papers, (state) => Object.values(state.quotes).find((one) => one.id === name || one.number === name));
    const [open, setOpen] = useState<"edit" | "send" | null>(null);
    const [old, setOld] = useState<QuoteEdition | null>(null);
    const unread = useReading(() => fetchQuote(name), [name]);
    if (!quote) return <UnreadPage of={unread} missing={t("sales.quotes.failed")} back={`/sales/quotes${location.search}`} />;
    if (open === "edit") return <QuoteEditor quote={quote} onClose={() => setOpen(null)} onSaved={() => { setOpen(null); setOld(null); }} />;
    const edition = old ?? quote.edition;
    const unsent = quote.edition.sent_at === null;

    async function look(at: number) {
        if (at === quote?.edition.edition) return setOld(null);
        try {
            setOld((await get<Quote>(`/quotes/${quote?.id}?edition=${at}`)).edition);
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    async function attempt(act: () => Promise<unknown>) {
        try {
            await act();
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    return (
        <div className="order-page quote-page">
            <header className="page-head">
                <button type="button" className="icon-button only-narrow" aria-label={t("console.back")} onClick={() => navigate(`/sales/quotes${location.search}`)}><Icon name="chevron-left" /></button>
                {quote.state !== "accepted" && <button type="button" className="button" onClick={() => setOpen("edit")}><Icon name="pencil" />{t("sales.quotes.change")}</button>}
                <a className="button" href={`/api/v1/quotes/${quote.id}/pdf?edition=${edition.edition}`} target="_blank" rel="noreferrer"><Icon name="file-text" />PDF</a>
                <button type="button" className="button" onClick={() => void attempt(async () => navigate(quotePath(await copyQuote(quote))))}><Icon name="clipboard" />{t("sales.quotes.copyQuote")}</button>
                {(quote.state === "sent" || quote.state === "lapsed") && <button type="button" className="button" data-kind="quiet" onClick={() => void attempt(() => withdrawQuote(quote))}>{t("sales.quotes.withdraw")}</button>}
                {quote.state !== "accepted" && <button type="button" className="button" data-kind={unsent ? "primary" : undefined} onClick={() => setOpen("send")}><Icon name="send" />{t(unsent ? "sales.quotes.send" : "sales.quotes.sendAgain")}</button>}
            </header>
            <div className="order-body">
                <div className="order-title"><h1>{quote.number ?? t("sales.quotes.unnumbered")}</h1><QuoteMark quote={quote} />
                    <p className="meta"><Link to={`/customers/${quote.customer.id}`}>{quote.customer.name || t("console.customer.nameless")}</Link> · <Moment at={quote.created_at} />{quote.owner_name && ` · ${quote.owner_name}`} · {t("sales.quotes.validUntil", { day: fullDay(edition.valid_until) })}</p></div>
                <Outcome quote={quote} />
                {quote.editions.length > 1 && (
                    <div className="chips" role="group" aria-label={t("sales.quotes.versions")}>{quote.editions.map((one) => (
                        <button key={one.edition} type="button" className="chip" aria-pressed={one.edition === edition.edition} onClick={() => void look(one.edition)}>{t("sales.quotes.version", { number: String(one.edition) })} · {one.sent_at ? moneyText(one.total) : t("sales.quote.draft")}</button>
                    ))}</div>
                )}
                {edition.introduction && <p className="quote-words">{edition.introduction}</p>}
                <EditionTable edition={edition} />
                {edition.terms && <p className="quote-words meta">{edition.terms}</p>}
            </div>
            {open === "send" && <SendQuote quote={quote} onClose={() => setOpen(null)} onSent={(number) => navigate(`/sales/quotes/${number}`, { replace: true })} />}
        </div>
    );
}

/** What became of a quote since it was sent. */
function Outcome({ quote }: { quote: Quote }) {
    const { decision } = quote;
    if (quote.state === "draft") return <p className="meta">{t("sales.quotes.draftHint")}</p>;
    return (
        <section className="quote-outcome">
            {quote.mail && <p className="order-fact"><span><Icon name={quote.mail.state === "failed" ? "envelope-exclamation" : "envelope"} /> {quote.mail.address}</span><span className="meta">{t(`sales.quotes.mail_${quote.mail.state}`)}</span></p>}
            {decision && quote.state === "accepted" && <p className="order-fact"><span>{t("sales.quotes.acceptedBy", { name: decision.name })} <span className="meta">{decision.address}</span></span><Moment at={decision.at} className="meta" /></p>}
            {decision && quote.state === "declined" && <p className="order-fact"><span>{decision.note || t("sales.quotes.noWord")}</span><Moment at={decision.at} className="meta" /></p>}
            {quote.order_number !== null && <p><Link to={`/orders/${quote.order_number}`}>{t("sales.quotes.order", { number: String(quote.order_number) })}</Link></p>}
            {quote.contract_number !== null && <p><Link to={`/sales/contracts/${quote.contract_number}`}>{t("sales.quotes.contract", { number: String(quote.contract_number) })}</Link></p>}
            {quote.url && quote.state === "sent" && <p className="quote-link"><input className="input" readOnly value={quote.url} aria-label={t("sales.quotes.link")} onFocus={(event) => event.target.select()} /><CopyButton text={quote.url} label={t("sales.quotes.copy")} /></p>}
        </section>
    );
}

/** The lines of a version and what they come to. */
export function EditionTable({ edition }: { edition: QuoteEdition }) {
    const sums: [string, string][] = [];
    if (edition.discount_basis_points > 0) {
        sums.push([t("sales.quotes.subtotal"), moneyText(edition.subtotal)]);
        sums.push([t("sales.quotes.discountOf", { share: percent(edition.discount_basis_points) }), moneyText({ ...edition.discount, amount_minor: -edition.discount.amount_minor })]);
    }
    sums.push([t("sales.quotes.net"), moneyText(edition.net)]);
    for (const tax of edition.taxes) sums.push([taxText(tax.name, tax.rate_basis_points), moneyText(tax.tax)]);
    return (
        <div>
            <table className="order-lines">
                <thead><tr><th>{t("console.orders.item")}</th><th className="figure">{t("console.orders.quantity")}</th><th className="figure order-each">{t("console.orders.price")}</th><th className="figure">{t("console.orders.sum")}</th></tr></thead>
                <tbody>{edition.lines.map((line, place) => (
                    <tr key={place}><td>{line.name} <span className="meta">{[line.sku, line.discount_basis_points > 0 && t("sales.quotes.less", { share: percent(line.discount_basis_points) }), taxText(line.tax_name, line.tax_basis_points)].filter(Boolean).join(" · ")}</span>{line.description && <p className="meta quote-words">{line.description}</p>}</td>
                        <td className="figure">{quantityText(line.quantity)}</td><td className="figure order-each">{moneyText(line.unit_price)}</td><td className="figure">{moneyText(line.amount)}</td></tr>
                ))}</tbody>
                <tfoot>
                    {sums.map(([name, amount]) => <tr key={name}><th colSpan={2}>{name}</th><td className="order-each" /><td className="figure">{amount}</td></tr>)}
                    <tr className="order-sum"><th colSpan={2}>{t("console.orders.total")}</th><td className="order-each" /><td className="figure">{moneyText(edition.total)}</td></tr>
                </tfoot>
            </table>
            <p className="meta">{t(edition.prices_include_tax ? "sales.quotes.gross" : "sales.quotes.netPrices")}</p>
        </div>
    );
}

