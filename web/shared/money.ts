import type { Money } from "./apiTypes";

/** How many digits a currency has behind the point. */
export function digitsOf(currency: string): number {
    try {
        return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    } catch {
        return 2;
    }
}

/** An amount by the currency's own rules, in `locale`; of the currency `ours` by its short sign, without cents if `whole`. */
export function moneyIn(locale: string, { amount_minor, currency }: Money, ours: string | undefined, whole = false): string {
    const value = amount_minor / 10 ** digitsOf(currency);
    const currencyDisplay = currency === ours ? "narrowSymbol" : "symbol";
    try {
        return new Intl.NumberFormat(locale, {
            style: "currency", currency, currencyDisplay, ...(whole ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {}),
        }).format(value);
    } catch {
        return `${value} ${currency}`;
    }
}
