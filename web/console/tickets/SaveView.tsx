import { FormEvent, useState } from "react";
import { t } from "../shell/words";
import type { SavedView } from "../../shared/staff";
import { session } from "../session/sessionState";
import { itemSaved } from "../settings/directoryState";
import { Dialog } from "../shell/Dialog";
import { post, sentenceOf } from "../shell/http";
import { navigate, usePlace } from "../shell/router";
import { useStore } from "../shell/useStore";
import { filtersOf } from "./filters";

/** Keeps the current conditions of a list under a name; of tickets unless others are given. */
export function SaveView({ onClose, subject = "ticket", conditions }: { onClose: () => void; subject?: SavedView["subject"]; conditions?: Record<string, string> }) {
    const { query } = usePlace();
    const alone = useStore(session, (state) => state.workAlone);
    const [name, setName] = useState("");
    const [shared, setShared] = useState(false);
    const [problem, setProblem] = useState("");

    async function save(event: FormEvent) {
        event.preventDefault();
        const { view: _, ...filters } = filtersOf(query);
        try {
            const view = await post<SavedView>("/views", { name, subject, shared, filters: conditions ?? filters });
            itemSaved("views", view);
            onClose();
            navigate(subject === "customer" ? `/customers?view=${view.id}&${new URLSearchParams(view.filters)}` : `/tickets?view=${view.id}`);
        } catch (reason) {
            setProblem(sentenceOf(reason));
        }
    }
    return (
        <Dialog title={t("console.views.save")} size="small" onClose={onClose}>
            <form className="form" onSubmit={save}>
                <label className="field"><span>{t("console.name")}</span>
                    <input value={name} onChange={(event) => setName(event.target.value)} required autoFocus maxLength={60} /></label>
                {!alone && (
                    <label className="check"><input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
                        {t("console.views.shared")}</label>
                )}
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary">{t("console.save")}</button></footer>
            </form>
        </Dialog>
    );
}
