/** The theme chosen in the console on this machine; "system" follows the machine. */
export function applyTheme(): void {
    let theme = "system";
    try {
        theme = (JSON.parse(localStorage.getItem("deskbell.preferences") ?? "{}") as { theme?: string }).theme ?? "system";
    } catch {
        // A broken note about the theme is as good as none.
    }
    if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
}

/** Paper is white, so the page is light while it is printed. */
export function lightOnPaper(): void {
    addEventListener("beforeprint", () => { document.documentElement.dataset["theme"] = "light"; });
    addEventListener("afterprint", applyTheme);
}

/** Calls `change` when the page turns light or dark, until the returned function is called. */
export function watchTheme(change: () => void): () => void {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const stored = (event: StorageEvent) => {
        if (event.key !== "deskbell.preferences") return;
        applyTheme();
        change();
    };
    dark.addEventListener("change", change);
    addEventListener("storage", stored);
    addEventListener("beforeprint", change);
    addEventListener("afterprint", change);
    return () => {
        dark.removeEventListener("change", change);
        removeEventListener("storage", stored);
        removeEventListener("beforeprint", change);
        removeEventListener("afterprint", change);
    };
}

/** The colour a meaning has in the present theme. */
export function colour(meaning: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(`--color-${meaning}`).trim();
}
