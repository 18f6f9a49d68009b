import texts from "locales:common,quote";
import { asProblem, request } from "../shared/api";
import type { Money, QuoteEdition, QuotePage } from "../shared/apiTypes";
import { moneyIn } from "../shared/money";
import { createSentences } from "../shared/sentences";
import { taxLabel } from "../shared/taxLabel";
import { el } from "../widget/dom";
import { readerLocale, say, token } from "./sheet";

const locale = readerLocale();
const { t, date } = createSentences(texts, locale);

/** Reading accepts nothing, since mail scanners open every link: only the person's own button does. */
async function load(): Promise<void> {
    try {
        show(await request<QuotePage>("GET", `/quote-links/${token}`));
    } catch (thrown) {
        if (asProblem(thrown).status === 404) say(t("quote.unknown"), t("quote.unknown_more"));
        else say(t("quote.unreachable"), "", el("button", { class: "button", onclick: () => void load() }, t("common.retry")));
    }
}

function show(quote: QuotePage): void {
    const { edition } = quote;
    const title = `${t("quote.title")} ${quote.number}`;
    const paper = [
        ...(quote.logo_url ? [el("img", { class: "quote-logo", src: quote.logo_url, alt: quote.company_name })] : []),
        lead(t("quote.lead", { company: quote.company_name, customer: quote.customer_name })),
        ...(edition.introduction ? [lead(edition.introduction)] : []),
        table(edition),
        el("p", { class: "meta" }, t(edition.prices_include_tax ? "quote.gross" : "quote.net_prices")),
        ...(edition.terms ? [lead(edition.terms)] : []),
        el("div", {}, el("a", { class: "button", href: `/api/v1/quote-links/${token}/pdf`, target: "_blank", rel: "noreferrer" }, t("quote.pdf"))),
    ];
    if (quote.state === "sent") return say(title, "", ...paper, ...answers(quote));
    const outcome = quote.state === "accepted" ? accepted(quote) : [el("strong", {}, t(`quote.${quote.state}`)), lead(t("quote.ask"))];
    say(title, "", el("div", { class: "outcome", role: "status" }, ...outcome), ...paper);
}

function accepted(quote: QuotePage): Node[] {
    const when = quote.decided_at ? date(quote.decided_at, { dateStyle: "long" }) : "";
    const follows = quote.order_number ? t("quote.ordered", { number: String(quote.order_number) }) : t("quote.contract_follows");
    return [el("strong", {}, t("quote.accepted", { name: quote.decision_name, when })), lead(follows)];
}

function lead(text: string): HTMLElement {
    return el("p", { class: "lead" }, text);
}

function money(amount: Money): string {
    return moneyIn(locale, amount, undefined);
}

function share(basisPoints: number): string {
    return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}

function quantity(number: number): string {
    return new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(number);
}

function table(edition: QuoteEdition): HTMLElement {
    const lines = edition.lines.map((line) => el("tr", {},
        el("td", {}, line.name,
            el("span", { class: "meta" }, [`${quantity(line.quantity)} × ${money(line.unit_price)}`, line.discount_basis_points > 0 && t("quote.less", { share: share(line.discount_basis_points) })].filter(Boolean).join(" · ")),
            line.description && el("span", { class: "meta" }, line.description)),
        el("td", {}, money(line.amount))));
    const sum = (name: string, amount: string, kind = "") => el("tr", { class: kind || null }, el("th", { scope: "row" }, name), el("td", {}, amount));
    const discounts = edition.discount_basis_points > 0
        ? [sum(t("quote.subtotal"), money(edition.subtotal)), sum(t("quote.discount", { share: share(edition.discount_basis_points) }), money({ ...edition.discount, amount_minor: -edition.discount.amount_minor }))] : [];
    return el("table", { class: "quote-lines" },
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("quote.item")), el("th", { scope: "col" }, t("quote.amount")))),
        el("tbody", {}, ...lines),
        el("tfoot", {}, ...discounts, sum(t("quote.net"), money(edition.net)),
            ...edition.taxes.map((tax) => sum(taxLabel(tax.name, share(tax.rate_basis_points), t("quote.tax", { share: share(tax.rate_basis_points) })), money(tax.tax))),
            sum(t("quote.total"), money(edition.total), "quote-total")));
}

/** The two ways to answer: a name under a yes, or a word with a no. */
function answers(quote: QuotePage): Node[] {
    const problem = el("p", { class: "problem", role: "alert" });
    const name = el("input", { class: "input", id: "name", autocomplete: "name", maxlength: 200, required: true });
    const yes = el("button", { class: "button", "data-kind": "primary" }, t("quote.accept", { total: money(quote.edition.total) }));
    const note = el("textarea", { class: "input", id: "note", rows: 3, maxlength: 1000 });
    const no = el("button", { class: "button" }, t("quote.decline"));
    const until = date(`${quote.edition.valid_until}T12:00:00`, { dateStyle: "long" });

    async function send(path: string, body: unknown): Promise<void> {
        yes.disabled = no.disabled = true;
        problem.textContent = "";
        try {
            show(await request<QuotePage>("POST", `/quote-links/${token}/${path}`, { body }));
        } catch (thrown) {
            const { status } = asProblem(thrown);
            // What changed meanwhile is shown as it is now; a lost connection leaves the buttons.
            if (status === 409) return load();
            problem.textContent = t(status === 0 ? "common.unreachable" : status === 403 ? "quote.staff" : "common.problem");
            yes.disabled = no.disabled = false;
        }
    }
    return [
        problem,
        el("form", { class: "fields", onsubmit: (event: Event) => { event.preventDefault(); void send("acceptance", { name: name.value, edition: quote.edition.edition }); } },
            el("p", {}, t("quote.until", { until })),
            el("div", { class: "field" }, el("label", { for: "name" }, t("quote.name")), name, el("p", { class: "hint" }, t("quote.name_hint"))),
            yes),
        el("details", { class: "refusal" }, el("summary", {}, t("quote.decline_open")),
            el("form", { class: "fields", onsubmit: (event: Event) => { event.preventDefault(); void send("refusal", { note: note.value }); } },
                el("div", { class: "field" }, el("label", { for: "note" }, t("quote.note")), note), no)),
    ];
}

void load();
