import { useSyncExternalStore } from "react";

/** Where the page is: a path and its query, both from the address bar. */
export interface Place { path: string; query: URLSearchParams }

let place: Place = read();
const listeners = new Set<() => void>();

function read(): Place {
    return { path: location.pathname, query: new URLSearchParams(location.search) };
}

function tell(): void {
    place = read();
    for (const listener of listeners) listener();
}

/** Goes to an address of the console without loading a page. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
    if (to === location.pathname + location.search) return;
    if (options.replace) history.replaceState(null, "", to);
    else history.pushState(null, "", to);
    tell();
}

/** The current place; for code outside React. */
export function currentPlace(): Place { return place; }

/** The current place; redraws when it changes. */
export function usePlace(): Place {
    return useSyncExternalStore(subscribe, currentPlace);
}

function subscribe(listener: () => void): () => void {
    if (listeners.size === 0) addEventListener("popstate", tell);
    listeners.add(listener);
    return () => {
        listeners.delete(listener);
        if (listeners.size === 0) removeEventListener("popstate", tell);
    };
}

/** The parameters of `path` when it has the shape of `pattern` ("/tickets/:number"), else null. */
export function match(pattern: string, path: string): Record<string, string> | null {
    const wanted = pattern.split("/").filter(Boolean);
    const given = path.split("/").filter(Boolean);
    if (wanted.length !== given.length) return null;
    const found: Record<string, string> = {};
    for (const [index, part] of wanted.entries()) {
        const value = given[index] ?? "";
        if (part.startsWith(":")) found[part.slice(1)] = decodeURIComponent(value);
        else if (part !== value) return null;
    }
    return found;
}
