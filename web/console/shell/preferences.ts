import { createStore } from "../../shared/store";

/** What one likes on this machine; kept in this browser only. */
export interface Preferences {
    theme: "system" | "light" | "dark"; sound: boolean; desktop: boolean; customerPane: boolean; cancelOnReply: boolean;
    /** Who wants to be told here in the background; another person signing in does not inherit it. */
    push: string | null; pushExcerpt: boolean;
}

const keptKey = "deskbell.preferences";
const usual: Preferences = { theme: "system", sound: true, desktop: false, customerPane: true, cancelOnReply: true, push: null, pushExcerpt: true };

/** The likings in force. */
export const preferences = createStore<Preferences>({ ...usual, ...kept() });
applyTheme();

/** Changes a liking and keeps it. */
export function prefer(change: Partial<Preferences>): void {
    preferences.update((before) => ({ ...before, ...change }));
    localStorage.setItem(keptKey, JSON.stringify(preferences.get()));
    applyTheme();
}

function applyTheme(): void {
    const { theme } = preferences.get();
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
}

function kept(): Partial<Preferences> {
    try {
        return JSON.parse(localStorage.getItem(keptKey) ?? "{}") as Partial<Preferences>;
    } catch {
        return {};
    }
}
