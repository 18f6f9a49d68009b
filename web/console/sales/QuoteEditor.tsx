import { FormEvent, useEffect, useState } from "react";
import type { Quote, QuoteEdition, QuoteInput, QuoteSettings, TaxRate } from "../../shared/apiTypes";
import { ChosenCustomer, CustomerChoice } from "../customers/CustomerChoice";
import { session } from "../session/sessionState";
import { useSave } from "../settings/useSave";
import { Field, Select } from "../shell/Field";
import { get, Refusal, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { currentPlace } from "../shell/router";
import { t } from "../shell/words";
import { draftLine, DraftLine, lineInputs, QuoteLinesEditor } from "./QuoteLinesEditor";
import { EditionTable } from "./QuotePage";
import { saveQuote, totalsOf } from "./quoteState";
import { basisPointsOf, shareText } from "./shares";
import { fetchTaxRates } from "./taxState";

interface Values { currency: string; gross: string; discount: string; until: string; introduction: string; terms: string; becomes: string; locale: string }

function valuesOf(quote: Quote): Values {
    const { edition } = quote;
    return {
        currency: edition.currency, gross: String(edition.prices_include_tax), discount: shareText(edition.discount_basis_points), until: edition.valid_until,
        introduction: edition.introduction, terms: edition.terms, becomes: quote.becomes, locale: quote.locale,
    };
}

/** Writes a quote: for whom, what, at which price; the sum follows as one types. */
export function QuoteEditor({ quote, onClose, onSaved }: { quote: Quote | null; onClose: () => void; onSaved: (quote: Quote) => void }) {
    const [customer, setCustomer] = useState<ChosenCustomer | null>(quote ? { id: quote.customer.id, name: quote.customer.name } : null);
    const [values, setValues] = useState<Values | null>(quote ? valuesOf(quote) : null);
    const [lines, setLines] = useState<readonly DraftLine[]>(quote ? quote.edition.lines.map(draftLine) : []);
    const [rates, setRates] = useState<readonly TaxRate[]>([]);
    const [totals, setTotals] = useState<QuoteEdition | null>(null);
    const [fault, setFault] = useState("");
    // A quote written for a deal is part of it.
    const [deal] = useState(() => quote ? null : currentPlace().query.get("deal"));
    const { problem, busy, save } = useSave();
    useEffect(() => {
        void get<QuoteSettings>("/quote-settings").then((settings) => {
            const until = new Date(Date.now() + settings.valid_days * 86_400_000).toISOString().slice(0, 10);
            setValues((before) => before ?? { currency: session.get().company?.currency ?? "CNY", gross: String(settings.prices_include_tax), discount: "", until, introduction: "", terms: settings.terms, becomes: "order", locale: "" });
        }, (reason: unknown) => setFault(sentenceOf(reason)));
        fetchTaxRates().then(setRates, (reason: unknown) => setFault(sentenceOf(reason)));
    }, []);
    useEffect(() => {
        const id = currentPlace().query.get("customer");
        if (!quote && id) get<ChosenCustomer>(`/customers/${id}`).then((one) => setCustomer({ id: one.id, name: one.name }), () => undefined);
    }, [quote]);

    const written = JSON.stringify([values, lines]);
    useEffect(() => {
        if (!values || lines.length === 0) { setTotals(null); setFault(""); return; }
        let left = false;
        const timer = setTimeout(() => {
            Promise.resolve().then(() => totalsOf(input(values))).then((answer) => { if (!left) { setTotals(answer); setFault(""); } }, (reason: unknown) => { if (!left) setFault(sentenceOf(reason)); });
        }, 150);
        return () => { left = true; clearTimeout(timer); };
        // What is written is compared by its text: the values are made anew with each letter.
    }, [written]);

    function input(from: Values): QuoteInput {
        const discount = basisPointsOf(from.discount);
        if (discount === null) throw new Refusal(t("sales.quotes.noShare"));
        return { currency: from.currency, prices_include_tax: from.gross === "true", discount_basis_points: discount, valid_until: from.until, introduction: from.introduction, terms: from.terms, lines: lineInputs(lines, from.currency) };
    }
    async function submit(event: FormEvent) {
        event.preventDefault();
        await save(async () => {
            if (!values) return;
            if (!customer) throw new Refusal(t("console.orders.whose"));
            if (lines.length === 0) throw new Refusal(t("sales.quotes.noLines"));
            const saved = await saveQuote(quote, { ...input(values), customer_id: customer.id, becomes: values.becomes as Quote["becomes"], ...(values.locale ? { locale: values.locale } : {}), ...(deal ? { opportunity_id: deal } : {}) });
            onSaved(saved);
        });
    }
    if (!values) return fault ? <div className="empty"><p>{fault}</p></div> : null;
    const set = (change: Partial<Values>) => setValues({ ...values, ...change });
    const languages: [string, string][] = [["zh-Hans", "中文"], ["en", "English"]];
    return (
        <form className="quote-editor" onSubmit={submit}>
            <header className="page-head">
                <button type="button" className="icon-button only-narrow" aria-label={t("console.back")} onClick={onClose}><Icon name="chevron-left" /></button>
                <button type="button" className="button" data-kind="quiet" onClick={onClose}>{t("common.cancel")}</button>
                <button type="submit" className="button" data-kind="primary" disabled={busy}>{t("sales.quotes.save")}</button>
            </header>
            <div className="order-body form">
                <h1>{quote ? quote.number ?? t("sales.quotes.unnumbered") : t("sales.quotes.new")}</h1>
                {quote?.sent_edition && quote.edition.sent_at && <p className="notice">{t("sales.quotes.nextVersion", { number: String(quote.edition.edition + 1) })}</p>}
                <CustomerChoice chosen={customer} fixed={quote !== null} onChoose={setCustomer} />
                <QuoteLinesEditor lines={lines} currency={values.currency} rates={rates} becomesOrder={values.becomes === "order"} onChange={setLines} />
                <div className="field-row">
                    <Field label={`${t("sales.quotes.discount")} (%)`} value={values.discount} inputMode="decimal" placeholder="0" onChange={(discount) => set({ discount })} />
                    <Field label={t("sales.quotes.until")} type="date" value={values.until} required onChange={(until) => set({ until })} />
                </div>
                <div className="field-row">
                    <Select label={t("sales.quotes.prices")} value={values.gross} options={[["true", t("sales.quotes.withTax")], ["false", t("sales.quotes.withoutTax")]]} onChange={(gross) => set({ gross })} />
                    <Field label={t("console.company.currency")} value={values.currency} maxLength={3} pattern="[A-Z]{3}" required disabled={lines.length > 0} onChange={(currency) => set({ currency: currency.toUpperCase() })} />
                </div>
                <div className="field-row">
                    <Select label={t("sales.quotes.becomes")} value={values.becomes} options={[["order", t("sales.quotes.becomesOrder")], ["contract", t("sales.quotes.becomesContract")]]} onChange={(becomes) => set({ becomes })} />
                    <Select label={t("sales.quotes.language")} value={values.locale} options={quote ? languages : [["", t("sales.quotes.customerLanguage")], ...languages]} onChange={(locale) => set({ locale })} />
                </div>
                <label className="field"><span>{t("sales.quotes.introduction")}</span><textarea className="input" rows={3} maxLength={4000} value={values.introduction} onChange={(event) => set({ introduction: event.target.value })} /></label>
                <label className="field"><span>{t("sales.quotes.terms")}</span><textarea className="input" rows={3} maxLength={4000} value={values.terms} onChange={(event) => set({ terms: event.target.value })} /></label>
                {(problem || fault) && <p className="problem" role="alert">{problem || fault}</p>}
                {totals && <section aria-live="polite" aria-label={t("sales.quotes.preview")}><h2>{t("sales.quotes.preview")}</h2><EditionTable edition={totals} /></section>}
            </div>
        </form>
    );
}
