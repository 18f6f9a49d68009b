import { createStore } from "../../shared/store";

/** One short sentence at the foot of the page, with at most one thing to do about it. */
export interface Toast {
    id: number;
    text: string;
    tone: "plain" | "danger";
    action?: ToastAction;
    /** When it leaves, in milliseconds, and what it says each second until then. */
    until?: number;
    ticking?: (seconds: number) => string;
}

/** The one thing to do about a sentence, and the key that does it. */
export interface ToastAction { label: string; hint?: string; run: () => void }

/** The sentences on the page now. */
export const toasts = createStore<{ shown: Toast[] }>({ shown: [] });
let nextId = 1;

/** Shows a sentence for a while: longer when it tells of a failure or offers an action. */
export function say(text: string, options: { tone?: Toast["tone"]; action?: ToastAction; until?: number; ticking?: (seconds: number) => string } = {}): number {
    const id = nextId++;
    const toast: Toast = { ...options, id, text, tone: options.tone ?? "plain" };
    toasts.update((state) => ({ shown: [...state.shown.slice(-2), toast] }));
    setTimeout(() => hush(id), options.until ? options.until - Date.now() : options.action || options.tone === "danger" ? 8000 : 4000);
    return id;
}

/** Takes a sentence away. */
export function hush(id: number): void {
    toasts.update((state) => ({ shown: state.shown.filter((toast) => toast.id !== id) }));
}
