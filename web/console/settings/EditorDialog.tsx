import { FormEvent, ReactNode } from "react";
import { Dialog } from "../shell/Dialog";
import { t } from "../shell/words";
import { useSave } from "./useSave";

interface Props { title: string; onClose: () => void; onSave: () => Promise<unknown>; children: ReactNode; size?: "small" | "medium" | "wide"; saveLabel?: string }

/** The window in which one thing is edited: it closes once saved and stays, with the reason, when not. */
export function EditorDialog({ title, onClose, onSave, children, size = "medium", saveLabel }: Props) {
    const { problem, busy, save } = useSave();
    async function submit(event: FormEvent) {
        event.preventDefault();
        if (await save(onSave)) onClose();
    }
    return (
        <Dialog title={title} size={size} onClose={onClose}>
            <form className="form" onSubmit={submit}>
                {children}
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="button" className="button" data-kind="quiet" onClick={onClose}>{t("common.cancel")}</button>
                    <button type="submit" className="button" data-kind="primary" disabled={busy}>{saveLabel ?? t("console.save")}</button></footer>
            </form>
        </Dialog>
    );
}
