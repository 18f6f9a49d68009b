import { useCallback, useEffect, useRef, useState } from "react";
import type { Page } from "../../shared/wire";
import { get, sentenceOf } from "./http";
import { say } from "./toastState";
import { t } from "./words";

/**
 * The items of a list as far as it was read, and how to read on. At a new address the items from the one before stay in sight
 * until those of the new one are there; what an earlier address answers late is not taken. What cannot be read is said, with
 * a way to try again; nobody reads that there is nothing.
 */
export function usePages<Item>(address: string, arrived?: (item: Item) => void): { items: readonly Item[] | null; more: (() => void) | undefined } {
    const [items, setItems] = useState<readonly Item[] | null>(null);
    const [cursor, setCursor] = useState<string | null>(null);
    const reading = useRef<string | null>(null);
    const tell = useRef(arrived);
    tell.current = arrived;
    const load = useCallback(async (from: string | null) => {
        const wanted = `${address}${from ? `&cursor=${encodeURIComponent(from)}` : ""}`;
        if (from && reading.current) return;
        reading.current = wanted;
        try {
            const page = await get<Page<Item>>(wanted);
            if (reading.current !== wanted) return;
            page.items.forEach((item) => tell.current?.(item));
            setItems((before) => from && before ? [...before, ...page.items] : page.items);
            setCursor(page.next_cursor);
        } catch (problem) {
            if (reading.current === wanted) say(sentenceOf(problem), { tone: "danger", action: { label: t("common.retry"), run: () => void load(from) } });
        } finally {
            if (reading.current === wanted) reading.current = null;
        }
    }, [address]);
    useEffect(() => { void load(null); }, [load]);
    return { items, more: cursor ? () => void load(cursor) : undefined };
}
