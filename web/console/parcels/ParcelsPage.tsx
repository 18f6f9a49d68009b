import { FormEvent, useState } from "react";
import type { LateParcelPreview, LateParcelRule } from "../../shared/apiTypes";
import { directory } from "../settings/directoryState";
import { Check, Field, Select } from "../shell/Field";
import { get, post, put } from "../shell/http";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { useSave } from "../settings/useSave";
import { Notices } from "./Notices";
import { clockOf, Locale, minutesOf, ParcelText, usual, variables } from "./parcelWords";
import { Preview } from "./Preview";

const names: Record<Locale, string> = { en: "English", "zh-Hans": "中文" };
type Rule = Omit<LateParcelRule, "texts"> & { texts: Partial<Record<Locale, ParcelText>> };

/** Whether customers hear of a late parcel before they ask, in which words, and what was done lately. */
export default function ParcelsPage() {
    const [rule, setRule] = useState<Rule | null>(null);
    const mailboxes = useStore(directory, (state) => state.inboxes).filter((one) => one.kind === "email");
    const [preview, setPreview] = useState<LateParcelPreview | null>(null);
    const { problem, refusal, busy, save } = useSave();
    const unread = useReading(() => get<LateParcelRule>("/late-parcel-rule"), [], { take: (kept) => setRule(withWords(kept as Rule)) });
    const title = <header className="page-title"><div><h1>{t("console.settings.parcels")}</h1><p className="muted">{t("settings.parcels.lead")}</p></div></header>;
    if (!rule) return <>{title}<Unread of={unread} /></>;
    const set = (change: Partial<Rule>) => { setRule({ ...rule, ...change }); setPreview(null); };
    const { version, ...body } = rule;
    function submit(event: FormEvent) {
        event.preventDefault();
        void save(async () => setRule(withWords(await put<LateParcelRule>("/late-parcel-rule", body, version) as Rule)));
    }
    const look = () => void save(async () => setPreview(await post<LateParcelPreview>("/late-parcel-rule/preview", body)), "");
    return (
        <>
            {title}
            <form className="form" onSubmit={submit}>
                <Check label={t("settings.parcels.enabled")} checked={rule.enabled} onChange={(enabled) => set({ enabled })} hint={t("settings.parcels.enabledHint")} />
                {(locale() === "en" ? ["en", "zh-Hans"] as const : ["zh-Hans", "en"] as const).map((key) => (
                    <Words key={key} name={key} text={rule.texts[key] ?? { subject: "", body: "" }} fault={(part) => refusal?.at(`/texts/${key}/${part}`)}
                        onChange={(text) => set({ texts: { ...rule.texts, [key]: text } })} />
                ))}
                <div className="field"><span>{t("settings.parcels.variables")}</span>
                    <p className="parcel-variables">{variables.map((name) => <code key={name}>{`{{${name}}}`}</code>)}</p>
                    <small className="hint">{t("settings.parcels.variablesHint", { example: "{{customer.first_name|…}}" })}</small></div>
                <Select label={t("settings.parcels.mailbox")} value={rule.inbox_id ?? ""} onChange={(inbox) => set({ inbox_id: inbox || null })}
                    options={[["", t("settings.parcels.firstMailbox")], ...mailboxes.map((one) => [one.id, one.name] as [string, string])]} />
                <Check label={t("settings.parcels.usesChat")} checked={rule.uses_chat} onChange={(uses_chat) => set({ uses_chat })} hint={t("settings.parcels.usesChatHint")} />
                <Field label={t("settings.parcels.pause")} type="number" min={0} max={90} required value={String(rule.pause_days)} onChange={(days) => set({ pause_days: Number(days) })} />
                <div className="field-row">
                    <Field label={t("settings.parcels.quietFrom")} type="time" required value={clockOf(rule.quiet_from)} onChange={(from) => set({ quiet_from: minutesOf(from) })} hint={t("settings.parcels.quietHint")} />
                    <Field label={t("settings.parcels.quietUntil")} type="time" required value={clockOf(rule.quiet_until)} onChange={(until) => set({ quiet_until: minutesOf(until) })} />
                </div>
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot">
                    <button type="button" className="button" data-kind="quiet" onClick={() => set({ texts: usual })}>{t("settings.parcels.usual")}</button>
                    <button type="button" className="button" disabled={busy} onClick={look}>{t("settings.parcels.preview")}</button>
                    <button type="submit" className="button" data-kind="primary" disabled={busy}>{t("console.save")}</button>
                </footer>
            </form>
            {preview && <Preview preview={preview} />}
            <Notices />
        </>
    );
}

function Words({ name, text, fault, onChange }: { name: Locale; text: ParcelText; fault: (part: "subject" | "body") => string | undefined; onChange: (text: ParcelText) => void }) {
    return (
        <fieldset className="group" lang={name}><legend>{names[name]}</legend>
            <Field label={t("settings.parcels.subject")} maxLength={200} value={text.subject} onChange={(subject) => onChange({ ...text, subject })} hint={fault("subject")} aria-invalid={fault("subject") ? true : undefined} />
            <label className="field"><span>{t("settings.parcels.body")}</span>
                <textarea className="input" rows={9} maxLength={10000} value={text.body} onChange={(event) => onChange({ ...text, body: event.target.value })} aria-invalid={fault("body") ? true : undefined} />
                {fault("body") && <small className="hint">{fault("body")}</small>}</label>
        </fieldset>
    );
}

/** A rule nobody has written for begins with our words. */
function withWords(rule: Rule): Rule {
    return Object.keys(rule.texts).length === 0 ? { ...rule, texts: usual } : rule;
}
