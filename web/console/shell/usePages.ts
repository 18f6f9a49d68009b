import { useCallback, useEffect, useRef, useState } from "react";
import type { Page } from "../../shared/wire";
import { get } from "./http";

/** The items of a list as far as it was read, and how to read on; starts anew when the address changes. */
export function usePages<Item>(address: string, arrived: (item: Item) => void): { items: readonly Item[] | null; more: (() => void) | undefined } {
    const [items, setItems] = useState<readonly Item[] | null>(null);
    const [cursor, setCursor] = useState<string | null>(null);
    const busy = useRef(false);
    const tell = useRef(arrived);
    tell.current = arrived;
    const load = useCallback(async (from: string | null) => {
        if (busy.current && from) return;
        busy.current = true;
        try {
            const page = await get<Page<Item>>(`${address}${from ? `&cursor=${encodeURIComponent(from)}` : ""}`);
            page.items.forEach((item) => tell.current(item));
            setItems((before) => from && before ? [...before, ...page.items] : page.items);
            setCursor(page.next_cursor);
        } catch {
            setItems((before) => before ?? []);
        } finally {
            busy.current = false;
        }
    }, [address]);
    useEffect(() => { void load(null); }, [load]);
    return { items, more: cursor ? () => void load(cursor) : undefined };
}
