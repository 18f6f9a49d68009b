import { createStore } from "../../shared/store";

/** The window lying over the page, if any. */
export const overlays = createStore<{ open: "palette" | "keys" | null }>({ open: null });

/** Closes it. */
export function closeOverlay(): void {
    overlays.update(() => ({ open: null }));
}
