import type { Money } from "./apiTypes";

// As the server reckons (ISO 4217, table A.1). Browsers round some currencies further for show, such as the forint: an
// amount typed by their rules would be a hundredth of what was meant.
const whole = new Set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "));
const thousandths = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

/** How many digits a currency has behind the point. */
export function digitsOf(currency: string): number {
    return whole.has(currency) ? 0 : thousandths.has(currency) ? 3 : 2;
}

/** An amount by the currency's own rules, in `locale`; of the currency `ours` by its short sign, without cents if `rounded`. */
export function moneyIn(locale: string, { amount_minor, currency }: Money, ours: string | undefined, rounded = false): string {
    const digits = digitsOf(currency);
    const value = amount_minor / 10 ** digits;
    const currencyDisplay = currency === ours ? "narrowSymbol" : "symbol";
    const shown = rounded ? 0 : digits;
    try {
        return new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay, minimumFractionDigits: shown, maximumFractionDigits: shown }).format(value);
    } catch {
        return `${value} ${currency}`;
    }
}
