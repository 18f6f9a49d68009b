import type { Campaign, CampaignAudienceView, CampaignFigures } from "../../shared/apiTypes";
import { percent } from "../insight/riskWords";
import { moneyText } from "../orders/money";
import { t } from "../shell/words";

const columns = ["sent_count", "waiting_count", "failed_count", "uncertain_count", "bounced_count", "opened_count", "clicked_count", "machine_count", "replied_count", "opted_out_count", "order_count"] as const;

/** How far a campaign is and what came of it, by half where two texts were compared. */
export function CampaignNumbers({ campaign, audience, figures }: { campaign: Campaign; audience: CampaignAudienceView; figures: CampaignFigures }) {
    const all = figures.halves.find((half) => half.variant === "all");
    const toGo = audience.counts.find((one) => one.decision === "waiting")?.count ?? 0;
    const handed = audience.counts.find((one) => one.decision === "handed_over")?.count ?? 0;
    const settled = handed - (all?.waiting_count ?? 0);
    const halves = figures.halves.length > 2 ? figures.halves : figures.halves.slice(0, 1);
    return (
        <section aria-label={t("marketing.figures.title")}>
            <label className="campaign-progress">{t("marketing.figures.progress", { done: settled, all: handed + toGo })}
                <progress max={Math.max(1, handed + toGo)} value={settled} /></label>
            <table className="order-lines campaign-figures">
                <thead><tr><th scope="col">{t("marketing.figures.title")}</th>{halves.map((half) => <th key={half.variant} scope="col" className="figure">{t(`marketing.figures.half_${half.variant}`)}</th>)}</tr></thead>
                <tbody>
                    <tr><th scope="row">{t("marketing.figures.response")}<small className="hint">{t("marketing.figures.responseHint")}</small></th>{halves.map((half) => <td key={half.variant} className="figure"><b>{half.response_ratio === null ? t("marketing.figures.none") : percent(half.response_ratio)}</b> <small className="meta">{half.reacted_count}/{half.sent_count}</small></td>)}</tr>
                    <tr><th scope="row">{t("marketing.figures.revenue")}<small className="hint">{t("marketing.figures.revenueHint", { days: campaign.window_days })}</small></th>{halves.map((half) => <td key={half.variant} className="figure"><b>{moneyText(half.revenue)}</b></td>)}</tr>
                    {columns.map((name) => <tr key={name}><th scope="row">{t(`marketing.figures.${name}`)}</th>{halves.map((half) => <td key={half.variant} className="figure">{half[name]}</td>)}</tr>)}
                </tbody>
            </table>
        </section>
    );
}
