import { useState } from "react";
import { patch, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { reordered } from "./OrderedList";

interface Offered { id: string; version: number; archived_at: string | null }

/** A list of the company's own that one chooses from: what is offered in its order, what was put away, and how it is changed. */
export function useOfferedList<Item extends Offered, Input extends { position?: number | null }>(path: string, fetchAll: () => Promise<readonly Item[]>) {
    const [items, setItems] = useState<readonly Item[] | null>(null);
    const [times, setTimes] = useState(0);
    const unread = useReading(fetchAll, [times], { take: setItems });
    const offered = items?.filter((one) => !one.archived_at) ?? [];
    const away = items?.filter((one) => one.archived_at) ?? [];

    /** Does something to the list and reads it again; a refusal is said. */
    async function attempt(act: () => Promise<unknown>) {
        try {
            await act();
        } catch (reason) {
            say(t("console.notSaved", { reason: sentenceOf(reason) }), { tone: "danger" });
        }
        setTimes((before) => before + 1);
    }
    const change = (item: Item, input: Input) => attempt(() => patch<Item>(`${path}/${item.id}`, input, item.version));
    function move(from: number, to: number) {
        const moved = offered[from];
        if (!moved) return;
        setItems([...reordered(offered, from, to), ...away]);
        void change(moved, { position: to + 1 } as Input);
    }
    return { isRead: items !== null, offered, away, unread, attempt, change, move };
}
