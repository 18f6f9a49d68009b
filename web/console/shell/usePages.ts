import { useState } from "react";
import type { Page } from "../../shared/wire";
import { get } from "./http";
import { Unreadable, useReading } from "./useReading";

interface Pages<Item> {
    /** `null` before the first answer. */
    items: readonly Item[] | null;
    /** Reads on; `undefined` at the end of the list. */
    more: (() => void) | undefined;
    unread: Unreadable | null;
}

/**
 * The items of a list as far as it was read, and how to read on. At a new address, and when `version` says that the list is
 * another one, the items from before stay in sight until the new ones are there.
 */
export function usePages<Item>(address: string, { arrived, version = 0 }: { arrived?: (item: Item) => void; version?: number } = {}): Pages<Item> {
    const list = `${version} ${address}`;
    const [items, setItems] = useState<readonly Item[] | null>(null);
    const [next, setNext] = useState<{ list: string; cursor: string | null }>({ list, cursor: null });
    const [reached, setReached] = useState<{ list: string; cursor: string | null }>({ list, cursor: null });
    const from = reached.list === list ? reached.cursor : null;
    const unread = useReading(() => get<Page<Item>>(`${address}${from ? `&cursor=${encodeURIComponent(from)}` : ""}`), [list, from], {
        take: (page) => {
            page.items.forEach((item) => arrived?.(item));
            setItems((before) => from && before ? [...before, ...page.items] : page.items);
            setNext({ list, cursor: page.next_cursor });
        },
    });
    return { items, more: next.list === list && next.cursor ? () => setReached(next) : undefined, unread };
}
