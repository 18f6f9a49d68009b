import { ReactNode, useEffect, useRef } from "react";
import { t } from "./words";
import { Icon } from "./Icon";

interface Props {
    title: string;
    onClose: () => void;
    children: ReactNode;
    size?: "small" | "medium" | "wide";
    /** Without a heading the title is only read out. */
    bare?: boolean;
}

/** A modal window: the browser keeps the focus inside, Escape closes, focus goes back where it was. */
export function Dialog({ title, onClose, children, size = "medium", bare = false }: Props) {
    const box = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const element = box.current;
        const before = document.activeElement;
        if (element && !element.open) {
            if (element.showModal) element.showModal();
            else element.setAttribute("open", "");
            // A modal window gives the focus to its close button; people came for the first field.
            element.querySelector<HTMLElement>("input:not([hidden]), select, textarea")?.focus({ preventScroll: true });
        }
        return () => { if (before instanceof HTMLElement) before.focus({ preventScroll: true }); };
    }, []);
    return (
        <dialog ref={box} className={`dialog dialog-${size}`} aria-label={title}
            onCancel={(event) => { event.preventDefault(); onClose(); }}
            onMouseDown={(event) => { if (event.target === box.current) onClose(); }}>
            <div className="dialog-body">
                {!bare && (
                    <header className="dialog-head">
                        <h2>{title}</h2>
                        <button type="button" className="icon-button" aria-label={t("console.close")} onClick={onClose}><Icon name="x-lg" /></button>
                    </header>
                )}
                {children}
            </div>
        </dialog>
    );
}
