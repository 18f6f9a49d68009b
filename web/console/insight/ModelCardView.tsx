import { useState } from "react";
import type { ModelCard } from "../../shared/apiTypes";
import { may, session } from "../session/sessionState";
import { post, remove, sentenceOf } from "../shell/http";
import { dateText, exactTime } from "../shell/times";
import { say } from "../shell/toastState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { CalibrationPlot } from "./CalibrationPlot";
import { featureName, digits, percent, valueText } from "./riskWords";
import { rangeText } from "./RiskView";

/** What one model learned from, how it did, what it looks at, and its training. */
export function ModelCardView({ card, onTraining }: { card: ModelCard; onTraining: () => void }) {
    const [whole, setWhole] = useState(false);
    const serving = card.trials.find((trial) => trial.serves);
    const features = whole ? card.features : card.features.slice(0, 6);
    return (
        <section className="card model" aria-label={t(`console.model.name_${card.name}`)}>
            <header className="model-head">
                <h2>{t(`console.model.name_${card.name}`)}</h2>
                <span className={`badge is-${card.withdrawn_at ? "withdrawn" : card.verdict}`}>{verdictText(card)}</span>
                <Training card={card} onTraining={onTraining} />
            </header>
            <p className="meta">{t(`console.model.about_${card.name}`)}</p>
            {card.withdrawn_at && <p>{t("console.model.why_withdrawn")}</p>}
            {card.verdict !== "usable" && <p>{t(`console.model.why_${card.verdict}`, { have: card.labels, want: card.labels_wanted, rarer: card.rarer, rarer_want: card.rarer_wanted })}</p>}
            {card.until && card.average_ratio !== null && card.labels > 0 && <p>{t("console.model.learned", { labels: card.labels, until: dateText(card.until), average: percent(card.average_ratio), kind: t(`console.model.kind_${card.name}`) })}</p>}
            {card.trained_at && card.version !== null && <p className="meta" title={exactTime(card.trained_at)}>{t("console.model.trained", { at: dateText(card.trained_at), version: card.version })} · {t("console.model.nightly")}</p>}
            {card.trials.length > 0 && <Measures card={card} />}
            {serving && <CalibrationPlot bins={serving.calibration} />}
            <Record card={card} />
            {card.features.length > 0 && (
                <>
                    <h3>{t("console.model.features")}</h3>
                    <table className="model-table">
                        <thead><tr><th>{t("console.model.features")}</th><th>{t("console.model.usual")}</th><th>{t("console.model.featureSize")}</th><th>{t("console.model.drift")}</th></tr></thead>
                        <tbody>{features.map((one) => (
                            <tr key={one.feature}><th scope="row">{featureName(one.feature)}</th><td>{one.unit === "flag" ? "" : valueText(one.usual, one.unit)}</td><td>{digits(one.importance, 2)}</td>
                                <td>{one.drift === null ? "–" : digits(one.drift, 2)}{(one.drift ?? 0) > 0.25 && <span className="badge"> {t("console.model.driftHigh")}</span>}</td></tr>
                        ))}</tbody>
                    </table>
                    {!whole && card.features.length > features.length && <button type="button" className="button" data-kind="quiet" onClick={() => setWhole(true)}>{t("console.model.moreFeatures", { count: card.features.length })}</button>}
                </>
            )}
        </section>
    );
}

function verdictText(card: ModelCard): string {
    if (card.withdrawn_at) return t("console.model.withdrawn", { at: dateText(card.withdrawn_at) });
    if (card.verdict !== "usable") return t("console.model.notInUse");
    return card.ladder === "bands" ? t("console.model.bands") : t("console.model.inUse", { method: t(`console.model.method_${card.method}`) });
}

/** Every kind tried, beside telling everybody the average. */
function Measures({ card }: { card: ModelCard }) {
    const first = card.trials[0];
    if (!first) return null;
    return (
        <>
            <div className="table-scroll"><table className="model-table">
                <thead><tr><th>{t("console.model.measure")}</th>{card.trials.map((trial) => <th key={trial.method}>{t(`console.model.method_${trial.method}`)}{trial.serves && card.verdict === "usable" && <span className="badge badge-accent"> {t("console.model.serves")}</span>}</th>)}<th>{t("console.model.average")}</th></tr></thead>
                <tbody>
                    <tr><th scope="row">{t("console.model.auc")}</th>{card.trials.map((trial) => <td key={trial.method}>{trial.auc === null ? "–" : rangeText(trial.auc, trial.auc_low, trial.auc_high)}</td>)}<td>{digits(0.5, 2)}</td></tr>
                    <tr><th scope="row">{t("console.model.brier")}</th>{card.trials.map((trial) => <td key={trial.method}>{digits(trial.brier, 3)}</td>)}<td>{digits(first.base_brier, 3)}</td></tr>
                    <tr><th scope="row">{t("console.model.logLoss")}</th>{card.trials.map((trial) => <td key={trial.method}>{digits(trial.log_loss, 3)}</td>)}<td>{digits(first.base_log_loss, 3)}</td></tr>
                    <tr><th scope="row">{t("console.model.calibration")}</th>{card.trials.map((trial) => <td key={trial.method}>{digits(trial.calibration_error, 3)}</td>)}<td /></tr>
                    <tr><th scope="row">{t("console.model.accuracy")}</th>{card.trials.map((trial) => <td key={trial.method}>{percent(trial.accuracy_ratio)}</td>)}<td>{t("console.model.majority", { value: percent(first.majority_ratio) })}</td></tr>
                </tbody>
            </table></div>
            <p className="meta">{t("console.model.judgedInTime")}</p>
        </>
    );
}

/** How its predictions did once it was known what came. */
function Record({ card }: { card: ModelCard }) {
    if (!card.record) return null;
    const { outcomes, predicted_ratio: predicted, actual_ratio: actual, skill } = card.record;
    return (
        <>
            <h3>{t("console.model.record")}</h3>
            {outcomes === 0 || predicted === null || actual === null ? <p className="meta">{t("console.model.recordEmpty")}</p>
                : <p>{t("console.model.recordLine", { outcomes, predicted: percent(predicted), actual: percent(actual) })} {skill !== null && t(skill < 0 ? "console.model.skillBad" : "console.model.skill", { skill: percent(skill) })}</p>}
        </>
    );
}

/** Starts a training, shows how far it is, and cancels it. */
function Training({ card, onTraining }: { card: ModelCard; onTraining: () => void }) {
    const allowed = useStore(session, (state) => may(state, "models.manage"));
    const run = card.training;
    const busy = run?.state === "queued" || run?.state === "running";
    async function ask(work: Promise<unknown>) {
        try { await work; } catch (problem) { say(sentenceOf(problem), { tone: "danger" }); }
        onTraining();
    }
    const path = `/models/${card.name}/training`;
    return (
        <div className="model-training">
            {busy && run && <><progress max={1} value={run.progress_ratio} aria-label={t(`console.model.training_${run.state}`)} /><span className="meta">{t(`console.model.training_${run.state}`)}</span></>}
            {run && (run.state === "failed" || run.state === "cancelled") && <span className="meta">{t(`console.model.training_${run.state}`)}</span>}
            {allowed && (busy ? <button type="button" className="button" onClick={() => void ask(remove(path))}>{t("console.model.cancel")}</button>
                : <button type="button" className="button" onClick={() => void ask(post(path))}>{t("console.model.train")}</button>)}
        </div>
    );
}
