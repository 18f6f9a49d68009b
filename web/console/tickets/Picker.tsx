import { KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { t } from "../shell/words";
import { fitOf } from "./composerText";

/** One thing to pick: a canned reply or a colleague. */
export interface PickerItem { id: string; label: string; detail: string; preview: string; words: string; foot?: string }

/** The state of a picker under the caret. */
export interface PickerState {
    items: readonly PickerItem[];
    at: number;
    setAt: (index: number) => void;
    pick: (item: PickerItem) => void;
    /** Handles a key of the text field; true when it was the picker's. */
    keyed: (event: KeyboardEvent) => boolean;
}

/** Finds what fits the query, best first, and moves through it by key. */
export function usePicker(query: string, items: readonly PickerItem[], pick: (item: PickerItem) => void): PickerState {
    const [at, setAt] = useState(0);
    const fitting = useMemo(() => items
        .map((item) => ({ item, fit: Math.max(fitOf(query, item.label.slice(1)) + 1, fitOf(query, item.words)) * (fitOf(query, item.words) > 0 ? 1 : 0) }))
        .filter((entry) => entry.fit > 0).sort((a, b) => b.fit - a.fit).slice(0, 8).map((entry) => entry.item), [query, items]);
    useEffect(() => setAt(0), [query]);
    function keyed(event: KeyboardEvent): boolean {
        if (fitting.length === 0) return false;
        if (event.key === "ArrowDown") setAt((at + 1) % fitting.length);
        else if (event.key === "ArrowUp") setAt((at + fitting.length - 1) % fitting.length);
        else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
            const item = fitting[at];
            if (item) pick(item);
        } else return false;
        event.preventDefault();
        return true;
    }
    return { items: fitting, at: Math.min(at, Math.max(0, fitting.length - 1)), setAt, pick, keyed };
}

/** The list above the text field; the field keeps the focus. */
export function Picker({ picker, label }: { picker: PickerState; label: string }) {
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => { box.current?.querySelector(".is-at")?.scrollIntoView?.({ block: "nearest" }); }, [picker.at]);
    const chosen = picker.items[picker.at];
    return (
        <div className="popover picker" ref={box}>
            <div className="picker-list" role="listbox" aria-label={label}>
                {picker.items.map((item, index) => (
                    <div key={item.id} role="option" aria-selected={index === picker.at} className={`menu-choice${index === picker.at ? " is-at" : ""}`}
                        onMouseDown={(event) => { event.preventDefault(); picker.pick(item); }} onMouseMove={() => picker.setAt(index)}>
                        <strong>{item.label}</strong><span className="menu-hint">{item.detail}</span>
                    </div>
                ))}
                {picker.items.length === 0 && <p className="menu-none">{t("console.nothingFound")}</p>}
            </div>
            {chosen?.preview && <p className="picker-preview">{chosen.preview}</p>}
            {chosen?.foot && <p className="picker-preview picker-foot">{t("console.labelled", { label: t("console.actions.will"), value: chosen.foot })}</p>}
        </div>
    );
}
