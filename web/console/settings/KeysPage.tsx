import { useState } from "react";
import type { ApiKey } from "../../shared/staff";
import type { Page } from "../../shared/wire";
import { CopyButton } from "../shell/CopyButton";
import { Dialog } from "../shell/Dialog";
import { Check, Field } from "../shell/Field";
import { get, post, remove, sentenceOf } from "../shell/http";
import { Moment } from "../shell/Moment";
import { say } from "../shell/toastState";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { EditorDialog } from "./EditorDialog";
import { ListPage } from "./ListPage";

const scopes = ["tickets:read", "tickets:write", "customers:read", "customers:write", "orders:read", "orders:write", "sales:read", "sales:write", "imports:manage", "marketing:read", "marketing:write", "reports:read", "predictions:read", "settings:write"];

/** Keys for other programs; each is shown once, when it is made. */
export function KeysPage() {
    const [keys, setKeys] = useState<readonly ApiKey[] | null>(null);
    const [made, setMade] = useState<ApiKey | null>(null);
    const unread = useReading(() => get<Page<ApiKey>>("/api-keys"), [], { take: (page) => setKeys(page.items) });
    async function drop(key: ApiKey) {
        try {
            await remove(`/api-keys/${key.id}`);
            setKeys((all) => all && all.filter((one) => one.id !== key.id));
        } catch (problem) {
            say(t("console.notRemoved", { reason: sentenceOf(problem) }), { tone: "danger" });
        }
    }
    return (
        <>
            <ListPage title={t("console.settings.keys")} lead={t("console.apiKeys.lead")} items={keys} unread={unread} addLabel={t("console.apiKeys.add")} emptyText={t("console.apiKeys.empty")}
                onRemove={drop} removeLabel={(key) => t("console.removeNamed", { name: key.name })}
                line={(key) => <><strong>{key.name}</strong><span className="meta">{key.scopes.join(", ")}</span><Moment at={key.created_at} className="meta" /></>}
                editor={(key, close) => key ? (
                    <Dialog title={key.name} size="small" onClose={close}><div className="form"><p>{key.scopes.join(", ")}</p><p className="muted">{t("console.apiKeys.once")}</p></div></Dialog>
                ) : <KeyMaker onClose={close} onMade={(one) => { setKeys((all) => [one, ...all ?? []]); setMade(one); }} />} />
            {made?.key && (
                <Dialog title={t("console.apiKeys.made")} size="small" onClose={() => setMade(null)}>
                    <div className="form"><p>{t("console.apiKeys.once")}</p><div className="snippet"><code>{made.key}</code><CopyButton text={made.key} label={t("console.copy")} /></div></div>
                </Dialog>
            )}
        </>
    );
}

function KeyMaker({ onClose, onMade }: { onClose: () => void; onMade: (key: ApiKey) => void }) {
    const [name, setName] = useState("");
    const [chosen, setChosen] = useState<readonly string[]>(["tickets:read"]);
    return (
        <EditorDialog title={t("console.apiKeys.add")} size="small" onClose={onClose} onSave={async () => onMade(await post<ApiKey>("/api-keys", { name: name.trim(), scopes: chosen }))}>
            <Field label={t("console.name")} value={name} onChange={setName} required autoFocus />
            <fieldset className="field"><legend>{t("console.apiKeys.scopes")}</legend>
                {scopes.map((scope) => <Check key={scope} label={t(`console.scope.${scope.replace(":", "_")}`)} checked={chosen.includes(scope)} onChange={(on) => setChosen(on ? [...chosen, scope] : chosen.filter((one) => one !== scope))} />)}</fieldset>
        </EditorDialog>
    );
}
