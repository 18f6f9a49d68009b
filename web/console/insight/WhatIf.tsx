import { useEffect, useState } from "react";
import type { PredictionView } from "../../shared/apiTypes";
import { Dialog } from "../shell/Dialog";
import { t } from "../shell/words";
import { imagine } from "./predictionState";
import { featureName, featureText, percent } from "./riskWords";

interface Slider { feature: string; unit: string; most: number; step: number }

/** What one can do something about, beside the numbers that moved this ticket's risk. */
const always: readonly Slider[] = [
    { feature: "longest_wait_seconds", unit: "seconds", most: 3 * 86_400, step: 1_800 },
    { feature: "reopens", unit: "count", most: 5, step: 1 },
    { feature: "reassignments", unit: "count", most: 5, step: 1 },
];

/** Sliders over what moves the risk; nothing is kept. */
export function WhatIf({ ticket, view, onClose }: { ticket: string; view: PredictionView; onClose: () => void }) {
    const [changes, setChanges] = useState<Readonly<Record<string, number>>>({});
    const [imagined, setImagined] = useState<PredictionView | null>(null);
    const known = new Map(view.reasons.map((reason) => [reason.feature, reason.value]));
    const sliders = [...view.reasons.filter((reason) => typeof reason.value === "number" && !always.some((one) => one.feature === reason.feature)).map(sliderOf), ...always];
    useEffect(() => {
        let left = false;
        const timer = setTimeout(() => imagine(ticket, changes).then((answer) => { if (!left) setImagined(answer); }, () => undefined), 80);
        return () => { left = true; clearTimeout(timer); };
    }, [ticket, changes]);
    return (
        <Dialog title={t("console.risk.whatIf")} onClose={onClose} size="small">
            <div className="form">
                <p className="meta">{t("console.risk.whatIfLead")}</p>
                <dl className="what-if-figures" aria-live="polite">
                    <div><dt>{t("console.risk.whatIfNow")}</dt><dd>{percent(view.risk_ratio ?? 0)}</dd></div>
                    <div><dt>{t("console.risk.whatIfThen")}</dt><dd>{percent(imagined?.risk_ratio ?? view.risk_ratio ?? 0)}</dd></div>
                </dl>
                {sliders.map(({ feature, unit, most, step }) => {
                    const given = known.get(feature);
                    const now = changes[feature] ?? (typeof given === "number" ? given : 0);
                    return (
                        <label key={feature} className="field">
                            <span>{changes[feature] === undefined && typeof given !== "number" ? featureName(feature) : featureText(feature, now, unit)}</span>
                            <input type="range" min={0} max={Math.max(most, now)} step={step} value={now} onChange={(event) => setChanges((before) => ({ ...before, [feature]: Number(event.target.value) }))} />
                        </label>
                    );
                })}
                <footer className="form-foot"><button type="button" className="button" onClick={() => setChanges({})} disabled={Object.keys(changes).length === 0}>{t("console.risk.whatIfReset")}</button></footer>
            </div>
        </Dialog>
    );
}

/** A slider from nothing to twice what is, or what is usual when that is more. */
function sliderOf({ feature, unit, value, usual }: PredictionView["reasons"][number]): Slider {
    const largest = Math.max(Number(value) || 0, typeof usual === "number" ? usual : 0);
    if (unit === "flag") return { feature, unit, most: 1, step: 1 };
    if (unit === "ratio") return { feature, unit, most: 1, step: 0.01 };
    if (unit === "score") return { feature, unit, most: 5, step: 0.1 };
    if (unit === "seconds") return { feature, unit, most: Math.max(2 * largest, 86_400), step: 600 };
    return { feature, unit, most: Math.max(2 * largest, 5), step: 1 };
}
