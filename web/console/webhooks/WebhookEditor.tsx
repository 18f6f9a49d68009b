import { useState } from "react";
import type { Webhook } from "../../shared/apiTypes";
import { Check, Field, Select } from "../shell/Field";
import { patch, post, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { directory } from "../settings/directoryState";
import { EditorDialog } from "../settings/EditorDialog";

const kinds = [
    "ticket.created", "ticket.updated", "message.created", "note.created", "survey.answered", "customer.created",
    "customer.updated", "customer.deleted", "order.created", "order.updated", "shipment.updated", "post.due",
] as const;
const ofTickets: readonly string[] = kinds.slice(0, 5);
/** For the program of an inbox for other programs, and for nobody else. */
const ofPrograms: readonly string[] = ["message.sent", "survey.offered"];

interface Props { webhook: Webhook | null; onClose: () => void; onChanged: (webhook: Webhook) => void; onLog: (webhook: Webhook) => void }

/** Makes or changes one address, sends it a trial, renews its secret, opens its log. */
export function WebhookEditor({ webhook, onClose, onChanged, onLog }: Props) {
    const inboxes = useStore(directory, (state) => state.inboxes);
    const [name, setName] = useState(webhook?.name ?? "");
    const [url, setUrl] = useState(webhook?.url ?? "");
    const [chosen, setChosen] = useState<readonly string[]>(webhook?.kinds ?? ["message.created"]);
    const [inbox, setInbox] = useState(webhook?.inbox_id ?? "");
    const [active, setActive] = useState(webhook?.active ?? true);
    const isProgram = inboxes.find((one) => one.id === inbox)?.kind === "api";
    const offered: readonly string[] = isProgram ? [...ofPrograms, ...ofTickets] : inbox ? ofTickets : kinds;

    async function save() {
        const body = { name: name.trim(), url: url.trim(), kinds: chosen.filter((kind) => offered.includes(kind)), inbox_id: inbox || null, active };
        onChanged(webhook ? await patch<Webhook>(`/webhooks/${webhook.id}`, body, webhook.version) : await post<Webhook>("/webhooks", body));
    }
    async function act(path: string, done: (webhook: Webhook) => void) {
        if (!webhook) return;
        try {
            done(await post<Webhook>(`/webhooks/${webhook.id}/${path}`, {}));
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    return (
        <EditorDialog title={webhook?.name ?? t("webhooks.add")} onClose={onClose} onSave={save}>
            <Field label={t("console.name")} value={name} onChange={setName} required autoFocus />
            <Field label={t("webhooks.url")} value={url} onChange={setUrl} type="url" required placeholder="https://" hint={t("webhooks.urlHint")} />
            <Select label={t("webhooks.inbox")} value={inbox} onChange={setInbox} options={[["", t("webhooks.everything")], ...inboxes.map((one): [string, string] => [one.id, one.name])]} hint={t("webhooks.inboxHint")} />
            <fieldset className="field"><legend>{t("webhooks.kinds")}</legend>
                {offered.map((kind) => <Check key={kind} label={t(`webhooks.kind_${kind.replace(".", "_")}`)} checked={chosen.includes(kind)} onChange={(on) => setChosen(on ? [...chosen, kind] : chosen.filter((one) => one !== kind))} />)}</fieldset>
            <Check label={t("webhooks.active")} checked={active} onChange={setActive} />
            {webhook && (
                <p className="webhook-acts">
                    <button type="button" className="button" onClick={() => { onLog(webhook); onClose(); }}>{t("webhooks.log")}</button>
                    <button type="button" className="button" onClick={() => void act("trial", () => { onLog(webhook); onClose(); })}>{t("webhooks.trial")}</button>
                    <button type="button" className="button" data-kind="quiet" onClick={() => void act("secret", (renewed) => { onClose(); onChanged(renewed); })}>{t("webhooks.renew")}</button>
                </p>
            )}
        </EditorDialog>
    );
}
