import { useEffect, useRef, useState } from "react";
import { t } from "./words";

interface Props { value: string; /** What stands there while nobody edits, where it is not the value itself. */ shown?: string | undefined; label: string; placeholder?: string; strong?: boolean; type?: string; onSave: (value: string) => void }

/** A text that becomes a field when pressed; Enter keeps, Escape leaves it as it was. */
export function EditableText({ value, shown, label, placeholder = "—", strong = false, type = "text", onSave }: Props) {
    const [text, setText] = useState<string | null>(null);
    const box = useRef<HTMLInputElement>(null);
    const editing = text !== null;
    useEffect(() => { if (editing) box.current?.select(); }, [editing]);
    if (!editing) {
        return (
            <button type="button" className={`editable${strong ? " is-strong" : ""}${value ? "" : " is-empty"}`} title={t("console.editNamed", { name: label })} onClick={() => setText(value)}>
                {(shown ?? value) || placeholder}
            </button>
        );
    }
    const keep = () => {
        setText(null);
        if (text.trim() !== value) onSave(text.trim());
    };
    return (
        <input ref={box} className="input is-inline" type={type} value={text} aria-label={label} onChange={(event) => setText(event.target.value)} onBlur={keep}
            onKeyDown={(event) => {
                if (event.nativeEvent.isComposing) return;
                if (event.key === "Enter") { event.preventDefault(); keep(); }
                if (event.key === "Escape") { event.stopPropagation(); setText(null); }
            }} />
    );
}
