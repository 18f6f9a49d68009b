import { locale } from "../shell/words";

/** A file size in the unit people use. */
export function sizeText(bytes: number): string {
    const [amount, unit] = bytes < 1_000_000 ? [Math.max(1, bytes / 1000), "kilobyte"] : [bytes / 1_000_000, "megabyte"];
    return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: bytes < 1_000_000 ? 0 : 1 }).format(amount);
}
