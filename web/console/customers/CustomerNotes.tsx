import { FormEvent, useState } from "react";
import { Icon } from "../shell/Icon";
import { Moment } from "../shell/Moment";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { addNote, customers, removeNote } from "./customerState";

/** What colleagues should know about a customer. */
export function CustomerNotes({ customer }: { customer: string }) {
    const notes = useStore(customers, (state) => state.notes[customer]);
    const [text, setText] = useState("");
    async function add(event: FormEvent) {
        event.preventDefault();
        if (text.trim() && await addNote(customer, text.trim())) setText("");
    }
    return (
        <>
            <form className="note-form" onSubmit={add}>
                <textarea className="input" rows={text ? 3 : 1} value={text} placeholder={t("console.customer.noteHint")} aria-label={t("console.customer.note")} onChange={(event) => setText(event.target.value)}
                    onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) event.currentTarget.form?.requestSubmit(); }} />
                {text.trim() && <button type="submit" className="button">{t("console.composer.addNote")}</button>}
            </form>
            <ul className="note-list">
                {(notes ?? []).map((note) => (
                    <li key={note.id} className="note-paper">
                        <p>{note.text}</p>
                        <p className="meta">{note.author?.name} <Moment at={note.created_at} />
                            <button type="button" className="icon-button is-small only-hover" aria-label={t("console.customer.removeNote")} onClick={() => void removeNote(customer, note.id)}><Icon name="trash" /></button></p>
                    </li>
                ))}
            </ul>
        </>
    );
}
