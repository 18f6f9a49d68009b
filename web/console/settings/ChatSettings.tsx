import { useState } from "react";
import type { Inbox, InboxSettings } from "../../shared/staff";
import type { DetailField } from "../../shared/wire";
import { CopyButton } from "../shell/CopyButton";
import { Check, Select } from "../shell/Field";
import { post, sentenceOf } from "../shell/http";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { BilingualField } from "./Bilingual";
import { directory } from "./directoryState";

interface Props { inbox: Inbox; settings: InboxSettings; onChange: (part: Partial<InboxSettings>) => void }

const details: readonly DetailField[] = ["name", "email", "phone"];

/** How the chat looks, greets and asks. */
export function ChatSettings({ inbox, settings, onChange }: Props) {
    const hours = useStore(directory, (state) => state.officeHours);
    const before = settings.pre_chat ?? { enabled: false, fields: ["email"], required: [] };
    const toggle = (list: readonly DetailField[], field: DetailField, on: boolean) => on ? [...list, field] : list.filter((one) => one !== field);
    return (
        <>
            <fieldset className="group"><legend>{t("console.chat.look")}</legend>
                <BilingualField label={t("console.chat.greeting")} value={settings.greeting} onChange={(greeting) => onChange({ greeting })} />
                <div className="field-row">
                    <label className="field"><span>{t("console.chat.color")}</span><input className="input is-color" type="color" value={settings.color ?? "#11625f"} onChange={(event) => onChange({ color: event.target.value })} /></label>
                    <Select label={t("console.chat.position")} value={settings.position ?? "right"} onChange={(position) => onChange({ position: position as "right" })} options={[["right", t("console.chat.right")], ["left", t("console.chat.left")]]} />
                </div>
                <Check label={t("console.chat.attachments")} checked={settings.attachments ?? true} onChange={(attachments) => onChange({ attachments })} />
                <Check label={t("console.chat.emoji")} checked={settings.emoji ?? true} onChange={(emoji) => onChange({ emoji })} />
            </fieldset>
            <fieldset className="group"><legend>{t("console.chat.asking")}</legend>
                <Check label={t("console.chat.preChat")} checked={before.enabled} onChange={(enabled) => onChange({ pre_chat: { ...before, enabled } })} hint={t("console.chat.preChatHint")} />
                {before.enabled && details.map((field) => (
                    <div key={field} className="field-row is-tight">
                        <Check label={t(`console.chat.ask_${field}`)} checked={before.fields.includes(field)} onChange={(on) => onChange({ pre_chat: { ...before, fields: toggle(before.fields, field, on), required: on ? before.required : toggle(before.required, field, false) } })} />
                        {before.fields.includes(field) && <Check label={t("console.fields.required")} checked={before.required.includes(field)} onChange={(on) => onChange({ pre_chat: { ...before, required: toggle(before.required, field, on) } })} />}
                    </div>
                ))}
                <Check label={t("console.chat.askOffline")} checked={settings.ask_email_when_offline ?? true} onChange={(ask_email_when_offline) => onChange({ ask_email_when_offline })} />
            </fieldset>
            <fieldset className="group"><legend>{t("console.settings.hours")}</legend>
                <div className="field-row">
                    <Select label={t("console.settings.hours")} value={settings.office_hours_id ?? ""} onChange={(id) => onChange({ office_hours_id: id || null })} options={[["", t("console.chat.always")], ...hours.map((one): [string, string] => [one.id, one.name])]} />
                    <Select label={t("console.chat.replyTime")} value={settings.reply_time ?? "auto"} onChange={(time) => onChange({ reply_time: time as "auto" })} options={(["auto", "minutes", "hours", "day"] as const).map((one) => [one, t(`console.chat.reply_${one}`)])} />
                </div>
            </fieldset>
            <fieldset className="group"><legend>{t("console.chat.safety")}</legend>
                <label className="field"><span>{t("console.chat.origins")}</span>
                    <textarea className="input is-short" rows={2} value={(settings.allowed_origins ?? []).join("\n")} placeholder="https://shop.example.com" onChange={(event) => onChange({ allowed_origins: event.target.value.split("\n").map((line) => line.trim()).filter((line, index, all) => line !== "" || index === all.length - 1) })}
                        onBlur={(event) => onChange({ allowed_origins: event.target.value.split("\n").map((line) => line.trim()).filter(Boolean) })} />
                    <small className="hint">{t("console.chat.originsHint")}</small></label>
                <IdentitySecret inbox={inbox.id} />
            </fieldset>
        </>
    );
}

function IdentitySecret({ inbox }: { inbox: string }) {
    const [secret, setSecret] = useState<string | null>(null);
    const [problem, setProblem] = useState("");
    async function make() {
        try {
            setSecret((await post<{ identity_secret: string }>(`/inboxes/${inbox}/identity-secret`)).identity_secret);
        } catch (reason) {
            setProblem(sentenceOf(reason));
        }
    }
    return (
        <div className="field"><span className="label">{t("console.chat.identity")}</span>
            {secret ? <div className="snippet"><code>{secret}</code><CopyButton text={secret} label={t("console.copy")} /></div> : <div><button type="button" className="button" onClick={() => void make()}>{t("console.chat.makeSecret")}</button></div>}
            <small className="hint">{t(secret ? "console.apiKeys.once" : "console.chat.identityHint")}</small>
            {problem && <p className="problem" role="alert">{problem}</p>}
        </div>
    );
}
