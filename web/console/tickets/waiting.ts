/** How urgent a wait is: the colour a row's clock takes. */
export type WaitLevel = "calm" | "late" | "overdue";

/** Seconds after which a live chat turns amber and red; slower channels are measured in hours. */
const limits: Record<string, readonly [number, number]> = {
    chat: [3 * 60, 10 * 60],
    phone: [30 * 60, 2 * 3600],
};
const slow: readonly [number, number] = [4 * 3600, 24 * 3600];

/** The level of a wait that began at `since`, on this channel, at the instant `now` (milliseconds). */
export function waitLevel(since: string, channel: string, now: number): WaitLevel {
    const seconds = (now - Date.parse(since)) / 1000;
    const [late, overdue] = limits[channel] ?? slow;
    return seconds >= overdue ? "overdue" : seconds >= late ? "late" : "calm";
}
