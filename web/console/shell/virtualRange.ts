/** The rows a window of fixed-height rows must draw. `end` is exclusive. */
export interface RowRange { start: number; end: number; offset: number; height: number }

/** Rows touching the visible part, with `overscan` more on both sides; all lengths in pixels. */
export function rowRange(
    count: number, rowHeight: number, scrollTop: number, viewHeight: number, overscan = 6,
): RowRange {
    const first = Math.floor(Math.max(0, scrollTop) / rowHeight);
    const visible = Math.ceil(viewHeight / rowHeight) + 1;
    const start = Math.max(0, Math.min(first, Math.max(0, count - visible)) - overscan);
    const end = Math.min(count, first + visible + overscan);
    return { start, end, offset: start * rowHeight, height: count * rowHeight };
}

/** The scroll position that makes `index` wholly visible with the least movement. */
export function scrollTopShowing(
    index: number, rowHeight: number, scrollTop: number, viewHeight: number,
): number {
    const top = index * rowHeight;
    if (top < scrollTop) return top;
    if (top + rowHeight > scrollTop + viewHeight) return top + rowHeight - viewHeight;
    return scrollTop;
}
