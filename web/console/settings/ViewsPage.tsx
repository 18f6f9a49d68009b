import { useState } from "react";
import type { SavedView } from "../../shared/staff";
import { session } from "../session/sessionState";
import { Check, Field } from "../shell/Field";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { directory } from "./directoryState";
import { removeItem, saveItem } from "./directoryRequests";
import { EditorDialog } from "./EditorDialog";

/** The ticket lists kept under a name; new ones are made where the list is. */
export function ViewsPage() {
    const views = useStore(directory, (state) => [...state.views].sort((a, b) => a.position - b.position).map((view) => view.id).join(" "));
    const all = useStore(directory, (state) => state.views);
    const [editing, setEditing] = useState<SavedView | null>(null);
    const sorted = views.split(" ").map((id) => all.find((view) => view.id === id)).filter((view): view is SavedView => view !== undefined);
    async function move(view: SavedView, by: number) {
        const other = sorted[sorted.indexOf(view) + by];
        if (!other) return;
        await Promise.all([saveItem("views", view.id, { position: other.position }), saveItem("views", other.id, { position: view.position })]).catch(() => undefined);
    }
    return (
        <>
            <header className="page-title"><div><h1>{t("console.settings.views")}</h1><p className="muted">{t("console.views.lead")}</p></div><Link className="button" to="/tickets">{t("console.views.goMake")}</Link></header>
            {sorted.length === 0 && <p className="empty-line">{t("console.views.empty")}</p>}
            <ul className="setting-list">
                {sorted.map((view, index) => (
                    <li key={view.id}>
                        <button type="button" className="setting-line" onClick={() => setEditing(view)}><strong>{view.name}</strong>{view.subject === "customer" && <span className="badge">{t("console.rail.customers")}</span>}<span className="meta">{Object.entries(view.filters).map(([key, value]) => `${key}: ${value}`).join(" · ")}</span>{view.shared && <span className="badge">{t("console.views.sharedMark")}</span>}</button>
                        <button type="button" className="icon-button" disabled={index === 0} aria-label={t("console.up")} onClick={() => void move(view, -1)}><Icon name="arrow-up" /></button>
                        <button type="button" className="icon-button" disabled={index === sorted.length - 1} aria-label={t("console.down")} onClick={() => void move(view, 1)}><Icon name="arrow-down" /></button>
                        <button type="button" className="icon-button" aria-label={t("console.removeNamed", { name: view.name })} onClick={() => void removeItem("views", view.id)}><Icon name="trash" /></button>
                    </li>
                ))}
            </ul>
            {editing && <ViewEditor view={editing} onClose={() => setEditing(null)} />}
        </>
    );
}

function ViewEditor({ view, onClose }: { view: SavedView; onClose: () => void }) {
    const alone = useStore(session, (state) => state.workAlone);
    const [name, setName] = useState(view.name);
    const [shared, setShared] = useState(view.shared);
    return (
        <EditorDialog title={t("console.views.edit")} size="small" onClose={onClose} onSave={() => saveItem("views", view.id, { name: name.trim(), shared }, view.version)}>
            <Field label={t("console.name")} value={name} onChange={setName} required autoFocus />
            {!alone && <Check label={t("console.views.shared")} checked={shared} onChange={setShared} />}
        </EditorDialog>
    );
}
