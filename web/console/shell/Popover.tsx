import { ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";

interface Props { label: string; button: ReactNode; className?: string; align?: "start" | "end"; /** Counts up when a key asks for it. */ openSignal?: number; children: (close: () => void) => ReactNode }

/** A button with a small window of words and buttons; Escape or a press elsewhere closes it. */
export function Popover({ label, button, className = "link", align = "start", openSignal, children }: Props) {
    const [open, setOpen] = useState(false);
    const anchor = useRef<HTMLSpanElement>(null);
    const box = useRef<HTMLDivElement>(null);
    const firstSignal = useRef(openSignal);
    useEffect(() => { if (openSignal !== firstSignal.current) { firstSignal.current = openSignal; setOpen(true); } }, [openSignal]);
    const close = () => { setOpen(false); anchor.current?.querySelector("button")?.focus({ preventScroll: true }); };
    useLayoutEffect(() => {
        if (!open || !box.current) return;
        (box.current.querySelector<HTMLElement>("button, input") ?? box.current).focus({ preventScroll: true });
        // Near the edge of the page the window opens to where there is room.
        const { left, right, bottom, height } = box.current.getBoundingClientRect();
        const inside = anchor.current?.closest(".thread-log, .thread-pane, .dialog, .page-body, .page")?.getBoundingClientRect();
        const edges = { left: inside?.left ?? 0, right: Math.min(inside?.right ?? innerWidth, innerWidth), bottom: Math.min(inside?.bottom ?? innerHeight, innerHeight) };
        if (right > edges.right - 8) box.current.style.translate = `${edges.right - 8 - right}px`;
        if (left < edges.left + 8) box.current.style.translate = `${edges.left + 8 - left}px`;
        if (bottom > edges.bottom && height < (anchor.current?.getBoundingClientRect().top ?? 0) - (inside?.top ?? 0)) box.current.classList.add("is-above");
    }, [open]);
    useEffect(() => {
        if (!open) return;
        const outside = (event: Event) => { if (event.target instanceof Node && !anchor.current?.contains(event.target)) setOpen(false); };
        document.addEventListener("pointerdown", outside);
        return () => document.removeEventListener("pointerdown", outside);
    }, [open]);
    return (
        <span className="menu-anchor" ref={anchor}>
            <button type="button" className={className} aria-haspopup="dialog" aria-expanded={open} aria-label={label} title={label} onClick={() => setOpen(!open)}>{button}</button>
            {open && (
                <div className={`popover sheet align-${align}`} role="dialog" aria-label={label} tabIndex={-1} ref={box}
                    onKeyDown={(event) => { if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); } }}>
                    {children(close)}
                </div>
            )}
        </span>
    );
}
