import { useEffect, useState } from "react";
import type { QuoteSettings } from "../../shared/apiTypes";
import type { Inbox } from "../../shared/staff";
import { EditorDialog } from "../settings/EditorDialog";
import { Field, Select } from "../shell/Field";
import { get, put, Refusal, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { basisPointsOf, shareText } from "./shares";

interface Values { address: string; tax: string; gross: string; days: string; terms: string; inbox: string }

/** What stands on every quote and what new ones begin with. */
export function QuoteSettingsDialog({ onClose }: { onClose: () => void }) {
    const [values, setValues] = useState<Values | null>(null);
    const [mailboxes, setMailboxes] = useState<readonly Inbox[]>([]);
    useEffect(() => {
        get<QuoteSettings>("/quote-settings").then((kept) => setValues({
            address: kept.address, tax: shareText(kept.tax_basis_points), gross: String(kept.prices_include_tax), days: String(kept.valid_days), terms: kept.terms, inbox: kept.inbox_id ?? "",
        }), (problem: unknown) => { say(sentenceOf(problem), { tone: "danger" }); onClose(); });
        get<{ items: readonly Inbox[] }>("/inboxes").then((page) => setMailboxes(page.items.filter((one) => one.kind === "email")), () => undefined);
        // Read once, when the window opens.
    }, []);
    if (!values) return null;
    const set = (change: Partial<Values>) => setValues({ ...values, ...change });
    async function save() {
        if (!values) return;
        const tax = basisPointsOf(values.tax);
        if (tax === null) throw new Refusal(t("sales.quotes.noShare"));
        await put<QuoteSettings>("/quote-settings", { address: values.address, tax_basis_points: tax, prices_include_tax: values.gross === "true", valid_days: Number(values.days), terms: values.terms, inbox_id: values.inbox || null });
    }
    return (
        <EditorDialog title={t("sales.quotes.settings")} onClose={onClose} onSave={save}>
            <label className="field"><span>{t("sales.quotes.companyAddress")}</span><textarea className="input" rows={3} maxLength={500} value={values.address} onChange={(event) => set({ address: event.target.value })} /></label>
            <div className="field-row"><Field label={`${t("sales.quotes.usualTax")} (%)`} inputMode="decimal" placeholder="0" value={values.tax} onChange={(tax) => set({ tax })} />
                <Select label={t("sales.quotes.prices")} value={values.gross} options={[["true", t("sales.quotes.withTax")], ["false", t("sales.quotes.withoutTax")]]} onChange={(gross) => set({ gross })} /></div>
            <div className="field-row"><Field label={t("sales.quotes.validDays")} type="number" min={1} max={365} required value={values.days} onChange={(days) => set({ days })} />
                <Select label={t("sales.quotes.mailbox")} value={values.inbox} options={[["", t("sales.quotes.firstMailbox")], ...mailboxes.map((one) => [one.id, one.name] as [string, string])]} onChange={(inbox) => set({ inbox })} /></div>
            <label className="field"><span>{t("sales.quotes.terms")}</span><textarea className="input" rows={3} maxLength={4000} value={values.terms} onChange={(event) => set({ terms: event.target.value })} /></label>
        </EditorDialog>
    );
}
