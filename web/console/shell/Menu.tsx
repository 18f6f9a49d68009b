import { KeyboardEvent, ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { t } from "./words";
import { fitOf } from "../tickets/composerText";
import { Icon, IconName } from "./Icon";

/** One choice of a menu. */
export interface Choice {
    id: string;
    label: string;
    hint?: string;
    icon?: IconName;
    chosen?: boolean;
    mark?: ReactNode;
    /** Choices with the same group stand together. */
    group?: string;
}

interface Props {
    label: string;
    /** What the button shows. */
    children: ReactNode;
    choices: readonly Choice[];
    onChoose: (id: string) => void;
    /** Offers to make what was typed, when nothing has exactly that name. */
    onCreate?: ((name: string) => void) | undefined;
    className?: string;
    /** Keeps the menu open after a choice, for lists of ticks. */
    several?: boolean;
    align?: "start" | "end";
    disabled?: boolean;
    /** Counts up when a key asks for the menu. */
    openSignal?: number;
    searchable?: boolean;
}

/** A button that opens a list of choices, with type-to-find when the list is long. */
export function Menu(props: Props) {
    const [open, setOpen] = useState(false);
    const button = useRef<HTMLButtonElement>(null);
    const firstSignal = useRef(props.openSignal);
    useEffect(() => {
        if (props.openSignal !== firstSignal.current) { firstSignal.current = props.openSignal; setOpen(true); }
    }, [props.openSignal]);
    function close() { setOpen(false); button.current?.focus({ preventScroll: true }); }
    return (
        <span className="menu-anchor">
            <button type="button" ref={button} className={props.className ?? "button"} aria-haspopup="listbox" aria-expanded={open}
                aria-label={props.label} title={props.label} disabled={props.disabled} onClick={() => setOpen(!open)}>
                {props.children}
            </button>
            {open && <MenuList {...props} onClose={close} />}
        </span>
    );
}

function MenuList(props: Props & { onClose: () => void }) {
    const { choices, label, onChoose, onClose, onCreate, several } = props;
    const [query, setQuery] = useState("");
    const [at, setAt] = useState(0);
    const box = useRef<HTMLDivElement>(null);
    const listId = useId();
    const searchable = props.searchable ?? (choices.length > 7 || onCreate !== undefined);
    const fitting = query
        ? choices.map((choice) => ({ choice, fit: fitOf(query, choice.label) })).filter((entry) => entry.fit > 0)
            .sort((a, b) => b.fit - a.fit).map((entry) => entry.choice)
        : choices;
    const made = onCreate && query.trim() && !choices.some((choice) => choice.label.toLowerCase() === query.trim().toLowerCase());
    const last = fitting.length - 1 + (made ? 1 : 0);

    useEffect(() => {
        const outside = (event: Event) => {
            const anchor = box.current?.parentElement;
            if (anchor && event.target instanceof Node && !anchor.contains(event.target)) onClose();
        };
        document.addEventListener("pointerdown", outside);
        return () => document.removeEventListener("pointerdown", outside);
    }, [onClose]);
    useLayoutEffect(() => {
        const target = searchable ? box.current?.querySelector("input") : box.current;
        target?.focus({ preventScroll: true });
        if (box.current && !searchable) setAt(Math.max(0, choices.findIndex((choice) => choice.chosen)));
    }, []);
    useLayoutEffect(() => {
        box.current?.querySelector(".menu-choice.is-at")?.scrollIntoView?.({ block: "nearest" });
    }, [at]);

    function choose(index: number) {
        if (made && index === fitting.length) { onCreate?.(query.trim()); setQuery(""); if (!several) onClose(); return; }
        const choice = fitting[index];
        if (!choice) return;
        onChoose(choice.id);
        if (!several) onClose();
    }
    function keyed(event: KeyboardEvent) {
        if (event.nativeEvent.isComposing) return;
        event.stopPropagation();
        if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); onClose(); }
        else if (event.key === "ArrowDown") { event.preventDefault(); setAt(Math.min(last, at + 1)); }
        else if (event.key === "ArrowUp") { event.preventDefault(); setAt(Math.max(0, at - 1)); }
        else if (event.key === "Enter") { event.preventDefault(); choose(at); }
    }

    let group: string | undefined;
    return (
        <div className={`popover menu align-${props.align ?? "start"}`} ref={box} tabIndex={-1} onKeyDown={keyed}>
            {searchable && (
                <input className="menu-find" value={query} placeholder={t("console.find")} aria-label={t("console.find")}
                    role="combobox" aria-expanded="true" aria-controls={listId} aria-activedescendant={`${listId}-${at}`}
                    onChange={(event) => { setQuery(event.target.value); setAt(0); }} />
            )}
            <div role="listbox" id={listId} aria-label={label} aria-multiselectable={several ?? false} className="menu-list">
                {fitting.map((choice, index) => {
                    const heading = !query && choice.group !== group ? choice.group : undefined;
                    group = choice.group;
                    return (
                        <div key={choice.id}>
                            {heading && <div className="menu-group" aria-hidden="true">{heading}</div>}
                            <div role="option" id={`${listId}-${index}`} aria-selected={choice.chosen ?? false}
                                className={`menu-choice${index === at ? " is-at" : ""}`}
                                onMouseMove={() => setAt(index)} onClick={() => choose(index)}>
                                {choice.icon && <Icon name={choice.icon} />}{choice.mark}
                                <span className="menu-label">{choice.label}</span>
                                {choice.hint && <span className="menu-hint">{choice.hint}</span>}
                                {choice.chosen && <Icon name="check2" />}
                            </div>
                        </div>
                    );
                })}
                {made && (
                    <div role="option" id={`${listId}-${fitting.length}`} aria-selected={false}
                        className={`menu-choice${at === fitting.length ? " is-at" : ""}`} onClick={() => choose(fitting.length)}>
                        <Icon name="plus-lg" /><span className="menu-label">{t("console.createNamed", { name: query.trim() })}</span>
                    </div>
                )}
                {fitting.length === 0 && !made && <p className="menu-none">{t("console.nothingFound")}</p>}
            </div>
        </div>
    );
}
