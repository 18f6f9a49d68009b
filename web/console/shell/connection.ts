import { LiveClient, LiveState } from "../../shared/live";
import { createStore } from "../../shared/store";
import type { ServerFrame } from "../../shared/wire";

/** How the live connection stands; the page shows a quiet bar while it is not "online". */
export const connection = createStore<{ state: LiveState; lostAt: number | null }>({ state: "connecting", lostAt: null });

/** What the page does with what comes over the live connection. */
export interface LiveHandlers {
    onFrame(frame: ServerFrame): void;
    onWelcome(): void;
    onResync(topic: string): Promise<number>;
}

let handlers: LiveHandlers | null = null;
/** By how many milliseconds the server's clock is ahead of this machine's. */
let ahead = 0;

/** The time on the server's clock, in milliseconds: what is to happen there in ten seconds is told in its time. */
export function serverNow(): number {
    return Date.now() + ahead;
}

/** The one live connection of this page; it begins with `startLive`. */
export const live = new LiveClient({
    hello: () => ({}),
    onFrame: (frame) => handlers?.onFrame(frame),
    onWelcome: (welcome) => { ahead = Date.parse(welcome.server_time) - Date.now() || 0; handlers?.onWelcome(); },
    onResync: (topic) => handlers ? handlers.onResync(topic) : Promise.resolve(0),
    onState: (state) => connection.update((before) => ({
        state, lostAt: state === "offline" || state === "refused" ? before.lostAt ?? Date.now() : null,
    })),
});

/** Connects, and hands what comes to `next`. */
export function startLive(next: LiveHandlers): void {
    handlers = next;
    live.start();
}
