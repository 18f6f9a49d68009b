import type { PredictionReason, RiskFact } from "../../shared/apiTypes";
import { moneyText } from "../orders/money";
import { session } from "../session/sessionState";
import { locale, t } from "../shell/words";

/** What a model is for, as its address has it. */
export type PredictionKind = "satisfaction" | "churn" | "purchase";

/** A share from 0 to 1 as a whole percentage. */
export function percent(ratio: number): string {
    return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(ratio);
}

/** A number with at most `digits` behind the point. */
export function digits(value: number, most: number): string {
    return new Intl.NumberFormat(locale(), { maximumFractionDigits: most }).format(value);
}

/** A feature's value in its unit: "26 h", "3 days", "¥168.00", "2"; words as they are. */
export function valueText(value: unknown, unit: string): string {
    if (typeof value !== "number") return typeof value === "string" ? wordText(value) : "–";
    switch (unit) {
        case "seconds": return lengthText(value);
        case "days": return t("console.risk.unit_days", { count: Math.round(value) });
        case "ratio": return percent(value);
        case "money": return moneyText({ amount_minor: Math.round(value), currency: session.get().company?.currency ?? "CNY" });
        case "score": return t("console.risk.unit_score", { value: digits(value, 1) });
        default: return digits(value, 1);
    }
}

/** Values of categories that the product itself has a name for. */
function wordText(word: string): string {
    for (const key of [`console.channel.${word}`, `console.priority.${word}`]) {
        const name = t(key);
        if (name !== key) return name;
    }
    return word;
}

function lengthText(seconds: number): string {
    const [unit, length] = seconds >= 2 * 86_400 ? ["day", 86_400] as const : seconds >= 3_600 ? ["hour", 3_600] as const : ["minute", 60] as const;
    return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(Math.round(seconds / length));
}

/** A feature with a value as a sentence: "Reopened 2 times". */
export function featureText(feature: string, value: unknown, unit: string): string {
    if (unit === "flag") return t(`console.why.${feature}_${value === 1 ? "yes" : "no"}`);
    const count = typeof value === "number" && unit === "count" ? { count: Math.round(value * 10) / 10 } : {};
    return t(`console.why.${feature}`, { value: valueText(value, unit), ...count });
}

/** Why, with what is usual where that says something. */
export function reasonText({ feature, value, usual, unit }: PredictionReason): string {
    const said = featureText(feature, value, unit);
    if (unit === "flag" || usual === null || usual === undefined || usual === value || Number(usual) <= 0) return said;
    const usualText = valueText(usual, unit);
    return usualText === valueText(value, unit) ? said : `${said}, ${t("console.risk.usual", { usual: usualText })}`;
}

/** A warning sign in words. */
export function factText({ code, value, unit }: RiskFact): string {
    const shown = unit === "score" ? digits(value, 1) : unit === "days" ? digits(Math.round(value), 0) : valueText(value, unit);
    return t(`console.risk.fact_${code}`, { value: shown, ...(unit === "count" || unit === "days" ? { count: Math.round(value) } : {}) });
}

/** What a feature is called where it stands alone: its sentence with the value left open. */
export function featureName(feature: string): string {
    const plain = `console.why.${feature}`;
    const sentence = t(plain, { value: "…", count: 2 });
    return sentence === plain ? t(`${plain}_yes`) : sentence;
}
