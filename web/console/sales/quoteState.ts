import type { Contract, ContractInput, Quote, QuoteEdition, QuoteInput, QuoteSendingInput } from "../../shared/apiTypes";
import { createStore } from "../../shared/store";
import { get, patch, post, remove } from "../shell/http";
import { locale } from "../shell/words";

/** The quotes and contracts of the console, by id. */
export interface SalesPapers {
    quotes: Readonly<Record<string, Quote>>;
    contracts: Readonly<Record<string, Contract>>;
}

/** What is known of quotes and contracts. */
export const papers = createStore<SalesPapers>({ quotes: {}, contracts: {} });

/** A quote came or changed. */
export function quoteArrived(quote: Quote): void {
    papers.update((state) => ({ ...state, quotes: { ...state.quotes, [quote.id]: quote } }));
}

/** A contract came or changed. */
export function contractArrived(contract: Contract): void {
    papers.update((state) => ({ ...state, contracts: { ...state.contracts, [contract.id]: contract } }));
}

/** Where a quote's page is: by its number once it has one. */
export function quotePath(quote: Quote): string {
    return `/sales/quotes/${quote.number ?? quote.id}`;
}

/** Loads one quote by its id or number. */
export async function fetchQuote(name: string): Promise<Quote> {
    const quote = await get<Quote>(`/quotes/${encodeURIComponent(name)}`);
    quoteArrived(quote);
    return quote;
}

/** Drafts a quote, or writes on one. */
export async function saveQuote(old: Quote | null, input: QuoteInput): Promise<Quote> {
    const quote = old ? await patch<Quote>(`/quotes/${old.id}`, input, old.version) : await post<Quote>("/quotes", input);
    quoteArrived(quote);
    return quote;
}

/** What the lines would come to, reckoned where all quotes are. */
export function totalsOf(input: QuoteInput): Promise<QuoteEdition> {
    return post<QuoteEdition>("/quote-totals", input);
}

/** Sends a quote: by mail when there is an address. */
export async function sendQuote(quote: Quote, input: QuoteSendingInput): Promise<void> {
    quoteArrived(await post<Quote>(`/quotes/${quote.id}/sending`, input));
}

/** Drafts a quote with the same lines. */
export async function copyQuote(quote: Quote): Promise<Quote> {
    const copy = await post<Quote>(`/quotes/${quote.id}/copy`);
    quoteArrived(copy);
    return copy;
}

/** Takes a sent quote back. */
export async function withdrawQuote(quote: Quote): Promise<void> {
    quoteArrived(await post<Quote>(`/quotes/${quote.id}/withdrawal`));
}

/** Loads one contract by its id or number. */
export async function fetchContract(name: string): Promise<void> {
    contractArrived(await get<Contract>(`/contracts/${encodeURIComponent(name)}`));
}

/** Notes a contract, or changes one. */
export async function saveContract(old: Contract | null, input: ContractInput): Promise<Contract> {
    const contract = old ? await patch<Contract>(`/contracts/${old.id}`, input, old.version) : await post<Contract>("/contracts", input);
    contractArrived(contract);
    return contract;
}

/** Drafts the contract that follows one; that one is then known as followed. */
export async function renewContract(contract: Contract): Promise<Contract> {
    const next = await post<Contract>(`/contracts/${contract.id}/renewal`);
    contractArrived(next);
    await fetchContract(contract.id);
    return next;
}

/** Somebody has seen to a contract's renewal. */
export async function finishReminder(contract: Contract): Promise<void> {
    contractArrived(await remove<Contract>(`/contracts/${contract.id}/reminder`));
}

/** Basis points as one reads them: 1300 is "13%". */
export function percent(points: number): string {
    return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 2 }).format(points / 10_000);
}

/** A quantity as one reads it: 1.5, 1,200. */
export function quantityText(quantity: number): string {
    return new Intl.NumberFormat(locale(), { maximumFractionDigits: 3 }).format(quantity);
}

/** A day, `2026-12-23`, in full. */
export function fullDay(day: string): string {
    const [year, month, date] = day.split("-").map(Number);
    return new Date(year ?? 0, (month ?? 1) - 1, date).toLocaleDateString(locale(), { dateStyle: "medium" });
}
