import { createStore } from "../../shared/store";

/** Counters by which a key reaches a control elsewhere on the page; each rise means "now". */
export const signals = createStore({ assign: 0, tag: 0, snooze: 0, reply: 0, note: 0, find: 0, subject: 0, recipients: 0, later: 0 });

/** Asks a control to act. */
export function signal(name: keyof ReturnType<typeof signals.get>): void {
    signals.update((state) => ({ ...state, [name]: state[name] + 1 }));
}
