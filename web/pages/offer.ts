import texts from "locales:common,offer";
import { asProblem, request } from "../shared/api";
import type { OfferPage } from "../shared/apiTypes";
import { moneyIn } from "../shared/money";
import { createSentences } from "../shared/sentences";
import { el } from "../widget/dom";
import { readerLocale, say, token } from "./sheet";

const locale = readerLocale();
const { t, date } = createSentences(texts, locale);

/** Reading orders nothing, since mail scanners open every link: only the person's own button does. */
async function load(): Promise<void> {
    try {
        show(await request<OfferPage>("GET", `/offers/${token}`));
    } catch (thrown) {
        if (asProblem(thrown).status === 404) say(t("offer.unknown"), t("offer.unknown_more"));
        else say(t("offer.unreachable"), "", el("button", { class: "button", onclick: () => void load() }, t("common.retry")));
    }
}

function show(offer: OfferPage): void {
    const name = offer.quantity > 1 ? `${offer.quantity} × ${offer.product_name}` : offer.product_name;
    const price = moneyIn(locale, { ...offer.price, amount_minor: offer.price.amount_minor * offer.quantity }, undefined);
    if (offer.state === "accepted") return say(t("offer.ordered", { number: String(offer.order_number ?? "") }), t("offer.ordered_more", { name, company: offer.company_name }));
    const until = date(offer.expires_at, { dateStyle: "long" });
    if (offer.state !== "offered") return say(t(`offer.${offer.state}`), offer.state === "expired" ? t("offer.ended_on", { until }) : t("offer.ask"));
    const problem = el("p", { class: "problem", role: "alert" });
    const button = el("button", { class: "button", "data-kind": "primary", onclick: () => void accept() }, t("offer.order", { price }));
    const reason = offer.reason ? ` · ${t(`offer.reason_${offer.reason}`)}` : "";
    say(name, t("offer.lead", { company: offer.company_name, price, until }), el("p", {}, `${offer.stock_note || t("offer.in_stock")}${reason}`), problem, el("div", {}, button));

    async function accept(): Promise<void> {
        button.disabled = true;
        try {
            show(await request<OfferPage>("POST", `/offers/${token}/acceptance`));
        } catch (thrown) {
            // What changed meanwhile is shown as it is now; a lost connection leaves the button.
            if (asProblem(thrown).status === 409) return load();
            const { status } = asProblem(thrown);
            problem.textContent = t(status === 0 ? "common.unreachable" : status === 403 ? "offer.staff" : "common.problem");
            button.disabled = false;
        }
    }
}

void load();
