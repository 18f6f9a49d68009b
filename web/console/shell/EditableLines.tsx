import { useEffect, useRef, useState } from "react";
import { t } from "./words";

interface Props { value: string; label: string; placeholder?: string; onSave: (value: string) => void }

/** A longer text that becomes a field of several lines when pressed; leaving it or Ctrl-Enter keeps, Escape does not. */
export function EditableLines({ value, label, placeholder = "—", onSave }: Props) {
    const [text, setText] = useState<string | null>(null);
    const box = useRef<HTMLTextAreaElement>(null);
    const editing = text !== null;
    useEffect(() => { if (editing) box.current?.focus(); }, [editing]);
    if (!editing) {
        return (
            <button type="button" className={`editable is-lines${value ? "" : " is-empty"}`} title={t("console.editNamed", { name: label })} onClick={() => setText(value)}>
                {value || placeholder}
            </button>
        );
    }
    const keep = () => {
        setText(null);
        if (text.trim() !== value) onSave(text.trim());
    };
    return (
        <textarea ref={box} className="input" rows={Math.min(10, Math.max(3, text.split("\n").length))} value={text} aria-label={label} onChange={(event) => setText(event.target.value)} onBlur={keep}
            onKeyDown={(event) => {
                if (event.nativeEvent.isComposing) return;
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); keep(); }
                if (event.key === "Escape") { event.stopPropagation(); setText(null); }
            }} />
    );
}
