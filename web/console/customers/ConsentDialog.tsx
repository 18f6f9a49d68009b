import { FormEvent, useState } from "react";
import type { ConsentChange } from "../../shared/apiTypes";
import { ConsentPurpose, consentPurposes, Customer } from "../../shared/staff";
import type { Page } from "../../shared/wire";
import { Dialog } from "../shell/Dialog";
import { Field, Select } from "../shell/Field";
import { get } from "../shell/http";
import { Moment } from "../shell/Moment";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { changeCustomer } from "./customerState";

/** What a customer agreed to, for each way of reaching them: a new answer with where it was given, and every earlier one. */
export default function ConsentDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
    const [purpose, setPurpose] = useState<ConsentPurpose>("email_marketing");
    const [granted, setGranted] = useState("yes");
    const [source, setSource] = useState("");
    const [history, setHistory] = useState<readonly ConsentChange[] | null>(null);
    const unread = useReading(() => get<Page<ConsentChange>>(`/customers/${customer.id}/consents?limit=200`), [customer.id, customer.version], { take: (page) => setHistory(page.items) });
    async function keep(event: FormEvent) {
        event.preventDefault();
        const answer = { granted: granted === "yes", source: source.trim(), at: new Date().toISOString() };
        if (await changeCustomer(customer, { consent: { ...customer.consent, [purpose]: answer } }, { consent: { [purpose]: { granted: answer.granted, source: answer.source } } })) setSource("");
    }
    return (
        <Dialog title={t("people.consent.title")} size="medium" onClose={onClose}>
            <form className="form" onSubmit={(event) => void keep(event)}>
                <p className="meta">{t("people.consent.lead")}</p>
                <Select label={t("people.consent.purpose")} value={purpose} onChange={(next) => setPurpose(next as ConsentPurpose)} options={consentPurposes.map((one) => [one, t(`console.consent.${one}`)])} />
                <Select label={t("people.consent.answer")} value={granted} onChange={setGranted} options={[["yes", t("console.customer.consentYes")], ["no", t("console.customer.consentNo")]]} />
                <Field label={t("people.consent.source")} value={source} onChange={setSource} required maxLength={200} placeholder={t("people.consent.sourceHint")} />
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary">{t("people.consent.note")}</button></footer>
            </form>
            <h3 className="people-heading">{t("people.consent.history")}</h3>
            <Unread of={unread} />
            {history?.length === 0 && <p className="meta">{t("people.consent.none")}</p>}
            <ul className="plain-list consent-history">
                {history?.map((one) => (
                    <li key={one.id}><strong>{t(`console.consent.${one.purpose}`)}</strong> {t(one.granted ? "console.customer.consentYes" : "console.customer.consentNo")}
                        <span className="meta">{one.source && `${one.source} · `}<Moment at={one.at} /></span></li>
                ))}
            </ul>
        </Dialog>
    );
}
