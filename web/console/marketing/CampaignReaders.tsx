import type { CampaignReader } from "../../shared/apiTypes";
import { Link } from "../shell/Link";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { t } from "../shell/words";

/** A figure of a campaign's table: what became of the mail, and of which text. */
export interface Figure { outcome: string; variant: string }

/** The people behind a figure, each a click from their record and from the ticket their answer became. */
export function CampaignReaders({ campaign, figure: { outcome, variant } }: { campaign: string; figure: Figure }) {
    const { items, more, unread } = usePages<CampaignReader>(`/campaigns/${campaign}/readers?limit=50&outcome=${outcome}${variant === "all" ? "" : `&variant=${variant}`}`);
    const title = t(outcome === "reacted" ? "marketing.figures.response" : `marketing.figures.${outcome}_count`);
    return (
        <section className="campaign-readers" aria-label={title}>
            <h3>{title}{variant !== "all" && ` · ${t(`marketing.figures.half_${variant}`)}`}</h3>
            <Unread of={unread} />
            <ul className="plain-list segment-members">{items?.map((one) => (
                <li key={one.id}><Link to={`/customers/${one.customer_id}`}>{one.name || t("console.customer.nameless")}</Link>
                    <span className="meta">{one.address}{one.ticket_number !== null && <> · <Link to={`/tickets/${one.ticket_number}`}>#{String(one.ticket_number)}</Link></>}</span></li>
            ))}</ul>
            {more && <button type="button" className="button" onClick={more}>{t("console.more")}</button>}
        </section>
    );
}
