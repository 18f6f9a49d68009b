import { useState } from "react";
import type { Campaign, CampaignAudienceView, CampaignFigures } from "../../shared/apiTypes";
import { percent } from "../insight/riskWords";
import { moneyText } from "../orders/money";
import { t } from "../shell/words";
import { CampaignReaders, Figure } from "./CampaignReaders";

const outcomes = ["sent", "waiting", "failed", "uncertain", "bounced", "opened", "clicked", "machine", "replied", "opted_out", "ordered"] as const;
/** Figures that do not explain themselves: how people are told from the programs that read mail before them. */
const hinted = ["opened", "clicked", "machine", "replied", "uncertain"] as const;
/** Less often than this a difference is taken for more than chance. */
const rare = 0.05;

/** How far a campaign is and what came of it, by half where two texts were compared. */
export function CampaignNumbers({ campaign, audience, figures }: { campaign: Campaign; audience: CampaignAudienceView; figures: CampaignFigures }) {
    const [shown, setShown] = useState<Figure | null>(null);
    const all = figures.halves.find((half) => half.variant === "all");
    const toGo = audience.counts.find((one) => one.decision === "waiting")?.count ?? 0;
    const handed = audience.counts.find((one) => one.decision === "handed_over")?.count ?? 0;
    const settled = handed - (all?.waiting_count ?? 0);
    const halves = figures.halves.length > 2 ? figures.halves : figures.halves.slice(0, 1);
    const button = (outcome: string, variant: string, count: number, text: string) => count === 0 ? text : (
        <button type="button" className="link-button" aria-expanded={shown?.outcome === outcome && shown.variant === variant} title={t("marketing.figures.who")}
            onClick={() => setShown(shown?.outcome === outcome && shown.variant === variant ? null : { outcome, variant })}>{text}</button>);
    return (
        <section aria-label={t("marketing.figures.title")}>
            <label className="campaign-progress">{t("marketing.figures.progress", { done: settled, all: handed + toGo })}
                <progress max={Math.max(1, handed + toGo)} value={settled} /></label>
            {figures.chance_ratio !== null && <p role="status">{verdict(figures)}</p>}
            <table className="order-lines campaign-figures">
                <thead><tr><th scope="col">{t("marketing.figures.title")}</th>{halves.map((half) => <th key={half.variant} scope="col" className="figure">{t(`marketing.figures.half_${half.variant}`)}</th>)}</tr></thead>
                <tbody>
                    <tr><th scope="row">{t("marketing.figures.response")}<small className="hint">{t("marketing.figures.responseHint")}</small></th>{halves.map((half) => <td key={half.variant} className="figure"><b>{half.response_ratio === null ? t("marketing.figures.none") : percent(half.response_ratio)}</b> <small className="meta">{button("reacted", half.variant, half.reacted_count, `${half.reacted_count}/${half.sent_count}`)}</small></td>)}</tr>
                    <tr><th scope="row">{t("marketing.figures.revenue")}<small className="hint">{t("marketing.figures.revenueHint", { days: campaign.window_days })}</small></th>{halves.map((half) => <td key={half.variant} className="figure"><b>{moneyText(half.revenue)}</b> <small className="meta">{t("marketing.figures.orders", { count: half.order_count })}</small></td>)}</tr>
                    {outcomes.map((name) => <tr key={name}><th scope="row">{t(`marketing.figures.${name}_count`)}</th>{halves.map((half) => <td key={half.variant} className="figure">{button(name, half.variant, half[`${name}_count`], String(half[`${name}_count`]))}</td>)}</tr>)}
                </tbody>
            </table>
            <details className="campaign-counted"><summary>{t("marketing.figures.counted")}</summary>
                <dl>{hinted.map((name) => <div key={name}><dt>{t(`marketing.figures.${name}_count`)}</dt><dd>{t(`marketing.figures.${name}_hint`)}</dd></div>)}</dl></details>
            {shown && <CampaignReaders key={shown.outcome + shown.variant} campaign={campaign.id} figure={shown} />}
        </section>
    );
}

/** Whether one text did better, or nobody can say yet. */
function verdict({ halves, chance_ratio: chance }: CampaignFigures): string {
    const [a, b] = ["a", "b"].map((variant) => halves.find((half) => half.variant === variant)?.response_ratio ?? 0) as [number, number];
    if (chance === null || chance >= rare) return t("marketing.figures.undecided", { chance: Math.max(1, Math.round((chance ?? 1) * 100)) });
    return t("marketing.figures.decided", { better: t(`marketing.figures.half_${a > b ? "a" : "b"}`), more: percent(Math.max(a, b)), less: percent(Math.min(a, b)), chance: chance < 0.01 ? "< 1" : String(Math.round(chance * 100)) });
}
