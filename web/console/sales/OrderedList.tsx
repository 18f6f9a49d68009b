import { KeyboardEvent, ReactNode, useState } from "react";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";

interface Props<T> {
    items: readonly T[];
    keyOf: (item: T) => string;
    nameOf: (item: T) => string;
    /** Puts what stands at one place at another. */
    onMove: (from: number, to: number) => void;
    row: (item: T, place: number) => ReactNode;
    label: string;
}

/** A list whose order one sets: by dragging a row, by its arrows, or by Alt and an arrow key within it. */
export function OrderedList<T>({ items, keyOf, nameOf, onMove, row, label }: Props<T>) {
    const [carried, setCarried] = useState<number | null>(null);
    const [over, setOver] = useState<number | null>(null);
    function move(from: number, to: number) {
        if (to >= 0 && to < items.length && from !== to) onMove(from, to);
    }
    function keyed(event: KeyboardEvent, place: number) {
        if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
        event.preventDefault();
        move(place, place + (event.key === "ArrowUp" ? -1 : 1));
    }
    return (
        <ol className="ordered-list" aria-label={label}>{items.map((item, place) => (
            <li key={keyOf(item)} className={over === place && carried !== null && carried !== place ? "is-over" : undefined} onKeyDown={(event) => keyed(event, place)}
                onDragOver={(event) => { if (carried !== null) { event.preventDefault(); setOver(place); } }}
                onDrop={(event) => { event.preventDefault(); if (carried !== null) move(carried, place); setCarried(null); setOver(null); }}>
                <span className="grip" draggable aria-hidden="true" title={t("sales.settings.drag")} onDragStart={(event) => { event.dataTransfer.setData("text/plain", nameOf(item)); event.dataTransfer.effectAllowed = "move"; setCarried(place); }} onDragEnd={() => { setCarried(null); setOver(null); }} />
                {row(item, place)}
                <button type="button" className="icon-button is-small" disabled={place === 0} aria-label={t("sales.settings.upNamed", { name: nameOf(item) })} title={`${t("console.up")} (Alt ↑)`} onClick={() => move(place, place - 1)}><Icon name="arrow-up" /></button>
                <button type="button" className="icon-button is-small" disabled={place === items.length - 1} aria-label={t("sales.settings.downNamed", { name: nameOf(item) })} title={`${t("console.down")} (Alt ↓)`} onClick={() => move(place, place + 1)}><Icon name="arrow-down" /></button>
            </li>
        ))}</ol>
    );
}

/** The items with the one at `from` put at `to`. */
export function reordered<T>(items: readonly T[], from: number, to: number): readonly T[] {
    const rest = items.filter((_, place) => place !== from);
    return [...rest.slice(0, to), ...items.slice(from, from + 1), ...rest.slice(to)];
}
