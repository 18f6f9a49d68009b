import type { PredictionView } from "../../shared/apiTypes";
import { Icon } from "../shell/Icon";
import { dateText } from "../shell/times";
import { t } from "../shell/words";
import { digits, factText, percent, reasonText } from "./riskWords";

/** A prediction in words: the figure with its range, what moved it, what to do, and what stands behind it. */
export function RiskView({ view }: { view: PredictionView }) {
    const scored = view.state === "scored" && view.risk_ratio !== null && view.low_ratio !== null && view.high_ratio !== null;
    return (
        <div className="risk">
            {view.band && (
                <p className={`risk-head is-${view.kind === "purchase" ? "hope" : view.band}`}>
                    <strong>{t(`console.risk.band_${view.kind}_${view.band}`)}</strong>
                    {scored && <span>{t("console.risk.ofHundred", { risk: percent(view.risk_ratio ?? 0), low: percent(view.low_ratio ?? 0), high: percent(view.high_ratio ?? 0) })}</span>}
                    <Change view={view} />
                </p>
            )}
            {view.state === "not_enough_data" && <p className="meta">{neededText(view)}</p>}
            {view.state === "no_usable_pattern" && <p className="meta">{t("console.risk.noPattern")}</p>}
            {view.reasons.length > 0 && (
                <ul className="plain-list risk-reasons">
                    {view.reasons.map((reason) => (
                        <li key={reason.feature}><Icon name={reason.effect === "raises" ? "arrow-up" : "arrow-down"} label={t(`console.risk.${reason.effect}`)} />{reasonText(reason)}</li>
                    ))}
                </ul>
            )}
            {view.reasons.length === 0 && view.facts.length > 0 && (
                <ul className="plain-list risk-reasons" aria-label={t("console.risk.facts")} title={t("console.risk.facts")}>
                    {view.facts.map((fact) => <li key={fact.code}><Icon name="flag" />{factText(fact)}</li>)}
                </ul>
            )}
            {view.suggestion && <p className="risk-step"><Icon name="lightning" />{t(`console.risk.step_${view.suggestion}`)}</p>}
            {view.state === "band" && <p className="meta">{t("console.risk.bandOnly")}</p>}
            {view.model && view.model.until && view.model.auc !== null && view.band && (
                <p className="meta">{t("console.risk.model", { labels: view.model.labels, until: dateText(view.model.until), auc: rangeText(view.model.auc, view.model.auc_low, view.model.auc_high) })}</p>
            )}
        </div>
    );
}

/** How far the risk moved by the latest change, if by a whole percent at least. */
function Change({ view }: { view: PredictionView }) {
    const { risk_ratio: now, previous_ratio: before } = view;
    if (now === null || before === null || Math.abs(now - before) < 0.01) return null;
    const way = now > before ? "up" : "down";
    const words = t(`console.risk.arrow_${way}`, { before: percent(before) });
    return <span className="risk-change" title={words}><Icon name={way === "up" ? "arrow-up" : "arrow-down"} label={words} /></span>;
}

/** What is missing before anything can be predicted. */
export function neededText(view: PredictionView): string {
    const needed = view.needed ?? { have: 0, want: 30, rarer: 0, rarer_want: 10 };
    return needed.have < needed.want
        ? t("console.risk.needed", { have: needed.have, want: needed.want })
        : t("console.risk.neededRarer", { rarer: needed.rarer, want: needed.rarer_want });
}

/** A figure with its interval, two digits each. */
export function rangeText(value: number, low: number | null, high: number | null): string {
    return low === null || high === null ? digits(value, 2) : t("console.risk.modelRange", { auc: digits(value, 2), low: digits(low, 2), high: digits(high, 2) });
}
