import { useState } from "react";
import type { Contract } from "../../shared/apiTypes";
import { ChosenCustomer, CustomerChoice } from "../customers/CustomerChoice";
import { amountText, minorOf } from "../orders/money";
import { session } from "../session/sessionState";
import { EditorDialog } from "../settings/EditorDialog";
import { Check, Field } from "../shell/Field";
import { Refusal } from "../shell/http";
import { t } from "../shell/words";
import { OwnerSelect } from "./OwnerSelect";
import { saveContract } from "./quoteState";

/** Notes a contract, or changes one. */
export function ContractDialog({ contract, onClose, onSaved }: { contract: Contract | null; onClose: () => void; onSaved: (contract: Contract) => void }) {
    const [customer, setCustomer] = useState<ChosenCustomer | null>(contract ? { id: contract.customer.id, name: contract.customer.name } : null);
    const currency = contract?.value.currency ?? session.get().company?.currency ?? "CNY";
    const [values, setValues] = useState({
        title: contract?.title ?? "", value: contract ? amountText(contract.value.amount_minor, currency) : "", starts: contract?.starts_on ?? new Date().toISOString().slice(0, 10), ends: contract?.ends_on ?? "",
        notice: String(contract?.notice_days ?? 30), months: String(contract?.renewal_months ?? 12), reminder: String(contract?.reminder_days ?? 60),
    });
    const [owner, setOwner] = useState(contract ? contract.owner?.id ?? "" : session.get().user?.id ?? "");
    const [renews, setRenews] = useState(contract?.auto_renew ?? false);
    const set = (change: Partial<typeof values>) => setValues({ ...values, ...change });
    async function save() {
        if (!customer) throw new Refusal(t("console.orders.whose"));
        const minor = minorOf(values.value || "0", currency);
        if (minor === null) throw new Refusal(t("console.orders.noAmount"));
        onSaved(await saveContract(contract, {
            customer_id: customer.id, title: values.title.trim(), value: { amount_minor: minor, currency }, starts_on: values.starts, ends_on: values.ends || null,
            notice_days: Number(values.notice), auto_renew: renews, renewal_months: Number(values.months), reminder_days: Number(values.reminder), owner_id: owner || null,
        }));
    }
    return (
        <EditorDialog title={contract ? contract.title : t("sales.contracts.new")} onClose={onClose} onSave={save}>
            <CustomerChoice chosen={customer} fixed={contract !== null} onChoose={setCustomer} />
            <Field label={t("sales.contracts.name")} value={values.title} required maxLength={200} onChange={(title) => set({ title })} />
            <Field label={`${t("sales.contracts.value")} (${currency})`} value={values.value} inputMode="decimal" onChange={(value) => set({ value })} />
            <div className="field-row"><Field label={t("sales.contracts.starts")} type="date" required value={values.starts} onChange={(starts) => set({ starts })} />
                <Field label={t("sales.contracts.ends")} type="date" required={renews} value={values.ends} onChange={(ends) => set({ ends })} hint={t("sales.contracts.endsHint")} /></div>
            <div className="field-row"><Field label={t("sales.contracts.noticeDays")} type="number" min={0} max={3650} required value={values.notice} onChange={(notice) => set({ notice })} />
                <Field label={t("sales.contracts.reminderBefore")} type="number" min={0} max={3650} required value={values.reminder} onChange={(reminder) => set({ reminder })} /></div>
            <OwnerSelect owner={owner} onChoose={setOwner} />
            <Check label={t("sales.contracts.autoRenew")} checked={renews} onChange={setRenews} />
            {renews && <Field label={t("sales.contracts.renewalMonths")} type="number" min={1} max={120} required value={values.months} onChange={(months) => set({ months })} />}
        </EditorDialog>
    );
}
