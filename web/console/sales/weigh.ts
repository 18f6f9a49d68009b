/** A deal as far as its weight goes: an amount in minor units, and two shares from 0 to 1 in steps of a ten-thousandth. */
export interface Weighed { amount: number; win: number; service: number }

const scale = 100_000_000n;

/** What deals are worth together, by the forecast's rule: each times its shares, added up, rounded half up at the end. */
export function weightedMinor(deals: readonly Weighed[]): number {
    let sum = 0n;
    for (const { amount, win, service } of deals) sum += BigInt(amount) * BigInt(Math.round(win * 10_000)) * BigInt(Math.round(service * 10_000));
    return Number((sum + scale / 2n) / scale);
}
