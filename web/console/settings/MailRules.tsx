import { useState } from "react";
import type { MailSettings } from "../../shared/mail";
import { PeopleField } from "../mail/PeopleField";
import { Check, Field, Select } from "../shell/Field";
import { t } from "../shell/words";
import { BilingualField } from "./Bilingual";

interface Props { mail: MailSettings; onChange: (part: Partial<MailSettings>) => void }

/** What mails of this mailbox say of themselves, and how the ones that come are treated. */
export function MailRules({ mail, onChange }: Props) {
    const [from, setFrom] = useState(mail.start === "now" ? "" : mail.start);
    return (
        <>
            <fieldset className="group"><legend>{t("console.mailbox.outgoing")}</legend>
                <div className="field-row">
                    <Select label={t("console.mailbox.senderName")} value={mail.sender_name} onChange={(sender_name) => onChange({ sender_name: sender_name as MailSettings["sender_name"] })} options={(["agent", "team", "inbox"] as const).map((one) => [one, t(`console.mailbox.sender_${one}`)])} />
                    <Field label={t("console.mailbox.undoSeconds")} type="number" min={0} max={60} value={String(mail.undo_seconds)} hint={t("console.mailbox.undoHint")} onChange={(seconds) => onChange({ undo_seconds: Math.min(60, Math.max(0, Number(seconds) || 0)) })} />
                </div>
                <BilingualField label={t("console.mailbox.signature")} value={mail.signature} onChange={(signature) => onChange({ signature })} long />
                <Check label={t("console.mailbox.quotes")} checked={mail.quote_history} onChange={(quote_history) => onChange({ quote_history })} hint={t("console.mailbox.quotesHint")} />
                <Check label={t("console.mailbox.acknowledge")} checked={mail.acknowledge} onChange={(acknowledge) => onChange({ acknowledge })} hint={t("console.mailbox.acknowledgeHint")} />
                {mail.acknowledge && <BilingualField label={t("console.mailbox.acknowledgement")} value={mail.acknowledgement} onChange={(acknowledgement) => onChange({ acknowledgement })} long />}
            </fieldset>
            <fieldset className="group"><legend>{t("console.mailbox.incoming")}</legend>
                <div className="field"><span className="label">{t("console.mailbox.aliases")}</span>
                    <PeopleField label={t("console.mailbox.aliases")} hideLabel known={[]} people={mail.aliases.map((address) => ({ name: "", address }))} onChange={(people) => onChange({ aliases: people.map(({ address }) => address) })} />
                    <small className="hint">{t("console.mailbox.aliasesHint")}</small></div>
                <div className="field-row">
                    <Field label={t("console.mailbox.start")} type="date" value={from} hint={t("console.mailbox.startHint")} onChange={(day) => { setFrom(day); onChange({ start: day || "now" }); }} />
                    <Field label={t("console.mailbox.maxSize")} type="number" min={1} max={100} value={String(mail.max_size_mb)} onChange={(size) => onChange({ max_size_mb: Number(size) || 35 })} />
                </div>
                <Check label={t("console.mailbox.joinSubject")} checked={mail.join_same_subject} onChange={(join_same_subject) => onChange({ join_same_subject })} hint={t("console.mailbox.joinSubjectHint")} />
                <Field label={t("console.mailbox.offerJoining")} type="number" min={0} max={1440} value={String(mail.offer_joining_minutes)} hint={t("console.mailbox.offerJoiningHint")} onChange={(minutes) => onChange({ offer_joining_minutes: Math.min(1440, Math.max(0, Math.round(Number(minutes)) || 0)) })} />
                <Field label={t("console.mailbox.authserv")} value={mail.authserv_id} onChange={(authserv_id) => onChange({ authserv_id })} hint={t("console.mailbox.authservHint")} maxLength={253} placeholder="mx.example.com" />
            </fieldset>
        </>
    );
}
