import type { Amount, Unit } from "./reportTypes";
import { numberOf } from "./amounts";

/** A figure against the period before. */
export interface Change {
    direction: "up" | "down" | "same";
    /** Whether that is welcome; null for figures that are neither. */
    good: boolean | null;
    /** Percent for counts, lengths and ratings, percentage points for shares. */
    amount: number;
    unit: "percent" | "points";
}

/** The change from `before` to `now`, or null where one of them is missing or there was nothing to compare with. */
export function changeOf(
    present: Amount | undefined, past: Amount | undefined, unit: Unit, better: "more" | "less" | "neither",
): Change | null {
    const now = numberOf(present);
    const before = numberOf(past);
    if (now === null || before === null) return null;
    const points = unit === "ratio";
    if (!points && before === 0) return null;
    const amount = Math.round((points ? now - before : (now - before) / before) * 100);
    const direction = amount > 0 ? "up" : amount < 0 ? "down" : "same";
    const good = better === "neither" || direction === "same" ? null : (direction === "up") === (better === "more");
    return { direction, good, amount: Math.abs(amount), unit: points ? "points" : "percent" };
}
