import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let minuteNow = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
    minuteNow = Date.now();
    for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
    if (listeners.size === 0) { minuteNow = Date.now(); timer = setInterval(tick, 15_000); }
    listeners.add(listener);
    return () => { listeners.delete(listener); if (listeners.size === 0) clearInterval(timer); };
}

/** The time now in milliseconds; redraws every 15 seconds, all readers with one timer. */
export function useNow(): number {
    return useSyncExternalStore(subscribe, () => minuteNow);
}
