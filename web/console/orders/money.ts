import type { Money } from "../../shared/apiTypes";
import { digitsOf, moneyIn } from "../../shared/money";
import { session } from "../session/sessionState";
import { locale } from "../shell/words";

/** An amount by the currency's own rules, in the language of the page; the company's own currency by its short sign. */
export function moneyText(money: Money): string {
    return moneyIn(locale(), money, session.get().company?.currency);
}

/** What somebody typed as an amount ("168", "168.50", "1,168.50"), in the currency's smallest unit; null for anything else. */
export function minorOf(text: string, currency: string): number | null {
    const plain = text.trim().replace(/[,\s]/g, "");
    const digits = digitsOf(currency);
    const match = /^(\d+)(?:\.(\d+))?$/.exec(plain);
    if (!match || (match[2] ?? "").length > digits) return null;
    return Number(match[1]) * 10 ** digits + Number((match[2] ?? "").padEnd(digits, "0") || 0);
}

/** An amount as one types it: without a sign for the currency. */
export function amountText(minor: number, currency: string): string {
    const digits = digitsOf(currency);
    return (minor / 10 ** digits).toFixed(digits);
}
