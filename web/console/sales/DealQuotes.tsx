import { useState } from "react";
import type { Opportunity, Quote } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { moneyText } from "../orders/money";
import { get } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { QuoteMark } from "./QuotesPage";
import { quotePath } from "./quoteState";

/** What was offered for a deal, and a way to write a quote for it. */
export function DealQuotes({ deal, writes }: { deal: Opportunity; writes: boolean }) {
    const [quotes, setQuotes] = useState<readonly Quote[] | null>(null);
    const unread = useReading(() => get<Page<Quote>>(`/quotes?opportunity_id=${deal.id}&limit=20`), [deal.id, deal.version], { take: (page) => setQuotes(page.items) });
    return (
        <>
            <Unread of={unread} />
            <ul className="plain-list">{quotes?.map((quote) => (
                <li key={quote.id} className="order-fact"><Link to={quotePath(quote)}>{quote.number ?? t("sales.quotes.unnumbered")}</Link><QuoteMark quote={quote} /><span className="meta">{moneyText(quote.edition.total)}</span></li>
            ))}</ul>
            {writes && deal.state === "open" && <Link to={`/sales/quotes/new?customer=${deal.customer.id}&deal=${deal.id}`} className="button" data-kind="quiet"><Icon name="plus-lg" />{t("sales.quotes.new")}</Link>}
        </>
    );
}
