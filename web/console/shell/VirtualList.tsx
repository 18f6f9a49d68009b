import { ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { rowRange, scrollTopShowing } from "./virtualRange";

interface Props<T> {
    items: readonly T[];
    rowHeight: number;
    keyOf: (item: T) => string;
    row: (item: T, index: number) => ReactNode;
    /** The row kept in view when it changes, -1 for none. */
    shownIndex: number;
    label: string;
    onNearEnd?: (() => void) | undefined;
    onScrolledAway?: ((away: boolean) => void) | undefined;
}

/** A list that draws only the rows in sight, so 10,000 rows cost what 30 do. */
export function VirtualList<T>(props: Props<T>) {
    const { items, rowHeight, keyOf, row, shownIndex, label, onNearEnd, onScrolledAway } = props;
    const box = useRef<HTMLDivElement>(null);
    const [scrollTop, setScrollTop] = useState(0);
    const [viewHeight, setViewHeight] = useState(600);
    const away = useRef(false);

    useLayoutEffect(() => {
        const element = box.current;
        if (!element || typeof ResizeObserver === "undefined") return;
        const observer = new ResizeObserver(() => setViewHeight(element.clientHeight || 600));
        observer.observe(element);
        return () => observer.disconnect();
    }, []);

    useLayoutEffect(() => {
        const element = box.current;
        if (!element || shownIndex < 0) return;
        const next = scrollTopShowing(shownIndex, rowHeight, element.scrollTop, element.clientHeight);
        if (next !== element.scrollTop) element.scrollTop = next;
    }, [shownIndex, rowHeight]);

    const range = rowRange(items.length, rowHeight, scrollTop, viewHeight);
    const nearEnd = range.end >= items.length - 10;
    useEffect(() => { if (nearEnd && items.length > 0) onNearEnd?.(); }, [nearEnd, items.length, onNearEnd]);

    function scrolled() {
        const top = box.current?.scrollTop ?? 0;
        setScrollTop(top);
        if (away.current !== top > rowHeight / 2) {
            away.current = !away.current;
            onScrolledAway?.(away.current);
        }
    }

    return (
        <div className="virtual" ref={box} onScroll={scrolled} role="list" aria-label={label}>
            <div className="virtual-space" style={{ height: range.height }}>
                <div className="virtual-rows" style={{ transform: `translateY(${range.offset}px)` }}>
                    {items.slice(range.start, range.end).map((item, index) => (
                        <div role="listitem" key={keyOf(item)} className="virtual-row" style={{ height: rowHeight }}
                            aria-setsize={items.length} aria-posinset={range.start + index + 1}>
                            {row(item, range.start + index)}
                        </div>
                    ))}
                </div>
            </div>
        </div>
    );
}
