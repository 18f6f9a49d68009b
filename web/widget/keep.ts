/** Where the panel remembers things: local storage, or nothing where the browser forbids it in frames. */
export const storage: Storage | null = (() => {
    try {
        const found = window.localStorage;
        found.setItem("deskbell.probe", "1");
        found.removeItem("deskbell.probe");
        return found;
    } catch {
        return null;
    }
})();

const memory = new Map<string, string>();

/** Reads what was kept under `key`; without storage it lives as long as the page. */
export function recall(key: string): string | null {
    return storage ? storage.getItem(key) : memory.get(key) ?? null;
}

/** Keeps `value`, or forgets it when it is empty. */
export function keep(key: string, value: string | null): void {
    try {
        if (!value) storage?.removeItem(key);
        else storage?.setItem(key, value);
    } catch {
        // A full storage only costs the survival of a reload.
    }
    if (value) memory.set(key, value);
    else memory.delete(key);
}
