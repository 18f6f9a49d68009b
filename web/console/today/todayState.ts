import { createStore } from "../../shared/store";
import type { Today } from "../../shared/apiTypes";
import { session } from "../session/sessionState";
import { get, onWritten, sentenceOf } from "../shell/http";
import { currentPlace } from "../shell/router";

export type TodaySection = Today["sections"][number];
export type TodayLine = TodaySection["items"][number];
export type Whose = "mine" | "all";

/** What needs one now, as the server last said it; the rail's figure and the page read the same. */
export const today = createStore<{ list: Today | null; whose: Whose; wide: boolean; problem: string }>({
    list: null, whose: localStorage.getItem("deskbell.today") === "all" ? "all" : "mine", wide: false, problem: "",
});

let timer: ReturnType<typeof setTimeout> | undefined;
let asked = 0;

/** Fetches the list now; of several answers under way the one asked for last counts. */
export async function fetchToday(): Promise<void> {
    if (session.get().phase !== "ready") return;
    const { whose, wide } = today.get();
    const mine = ++asked;
    try {
        const list = await get<Today>(`/today?whose=${whose}&limit=${wide ? 200 : 10}`);
        if (mine === asked) today.update((state) => ({ ...state, list, problem: "" }));
    } catch (problem) {
        if (mine === asked) today.update((state) => ({ ...state, problem: sentenceOf(problem) }));
    }
}

/** Fetches the list soon: at once for whoever looks at it, else with patience; many wishes are one request. */
export function todayWanted(): void {
    if (timer !== undefined) return;
    timer = setTimeout(() => { timer = undefined; void fetchToday(); }, currentPlace().path === "/today" ? 400 : 3000);
}

/** Keeps the list true while the page lives: after what one does, and as time passes. */
export function followToday(): () => void {
    void fetchToday();
    // A draft is saved at every pause in typing and changes nothing here.
    onWritten((path) => { if (!/draft|push-/.test(path)) todayWanted(); });
    const clock = setInterval(() => { if (document.visibilityState === "visible") void fetchToday(); }, 60_000);
    return () => { clearInterval(clock); onWritten(() => undefined); };
}

/** Shows another person's share, or every line. */
export function todayChosen(change: { whose?: Whose; wide?: boolean }): void {
    today.update((state) => ({ ...state, ...change }));
    if (change.whose) localStorage.setItem("deskbell.today", change.whose);
    void fetchToday();
}

/** Takes a line away before the server has answered. */
export function lineGone(name: TodaySection["name"], id: string): void {
    // What was asked for before this would bring the line back.
    asked++;
    today.update((state) => {
        if (!state.list) return state;
        const sections = state.list.sections.map((section) => section.name !== name || !section.items.some((item) => item.id === id)
            ? section : { ...section, total: section.total - 1, items: section.items.filter((item) => item.id !== id) });
        const left = sections.filter((section) => section.total > 0);
        return { ...state, list: { sections: left, waiting_count: left.reduce((sum, section) => sum + (section.waits ? section.total : 0), 0) } };
    });
}
