import { FormEvent, useState } from "react";
import type { QuoteSettings } from "../../shared/apiTypes";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { useSave } from "../settings/useSave";
import { Field, Select } from "../shell/Field";
import { get, put } from "../shell/http";
import { Link } from "../shell/Link";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { LogoField } from "./LogoField";

interface Values { address: string; gross: string; days: string; terms: string; inbox: string; prefix: string; logo: string | null; logoURL: string | null; version: number }

function valuesOf(kept: QuoteSettings): Values {
    return {
        address: kept.address, gross: String(kept.prices_include_tax), days: String(kept.valid_days), terms: kept.terms, inbox: kept.inbox_id ?? "",
        prefix: kept.number_prefix, logo: kept.logo_id, logoURL: kept.logo_url, version: kept.version,
    };
}

/** What stands on every quote and what new ones begin with. */
export function QuoteSettingsForm() {
    const company = useStore(session, (state) => state.company?.name ?? "");
    const [values, setValues] = useState<Values | null>(null);
    const mailboxes = useStore(directory, (state) => state.inboxes).filter((one) => one.kind === "email");
    const { problem, refusal, busy, save } = useSave();
    const unread = useReading(() => get<QuoteSettings>("/quote-settings"), [], { take: (kept) => setValues(valuesOf(kept)) });
    const set = (change: Partial<Values>) => { if (values) setValues({ ...values, ...change }); };
    function submit(event: FormEvent) {
        event.preventDefault();
        if (!values) return;
        void save(async () => {
            setValues(valuesOf(await put<QuoteSettings>("/quote-settings", {
                address: values.address, prices_include_tax: values.gross === "true", valid_days: Number(values.days), terms: values.terms, inbox_id: values.inbox || null,
                number_prefix: values.prefix.trim(), logo_id: values.logo,
            }, values.version)));
        });
    }
    return (
        <section aria-label={t("sales.quotes.settings")}>
            <header className="page-title"><div><h2>{t("sales.page.quotes")}</h2><p className="muted">{t("sales.settings.quotesLead", { company })} <Link to="/settings/company">{t("sales.settings.toCompany")}</Link></p></div></header>
            <Unread of={unread} />
            {values && <form className="form" onSubmit={submit}>
                <LogoField url={values.logoURL} onChange={(logo, logoURL) => set({ logo, logoURL })} />
                <label className="field"><span>{t("sales.quotes.companyAddress")}</span><textarea className="input" rows={3} maxLength={500} value={values.address} onChange={(event) => set({ address: event.target.value })} /></label>
                <div className="field-row">
                    <Field label={t("sales.settings.prefix")} value={values.prefix} required maxLength={10} onChange={(prefix) => set({ prefix })} aria-invalid={refusal?.at("/number_prefix") ? true : undefined} hint={t("sales.settings.prefixHint", { example: `${values.prefix.trim() || "Q"}-${new Date().getFullYear()}-0042` })} />
                    <Field label={t("sales.quotes.validDays")} type="number" min={1} max={365} required value={values.days} onChange={(days) => set({ days })} /></div>
                <Select label={t("sales.quotes.prices")} value={values.gross} options={[["true", t("sales.quotes.withTax")], ["false", t("sales.quotes.withoutTax")]]} onChange={(gross) => set({ gross })} />
                <label className="field"><span>{t("sales.quotes.terms")}</span><textarea className="input" rows={3} maxLength={4000} value={values.terms} onChange={(event) => set({ terms: event.target.value })} /></label>
                <Select label={t("sales.quotes.mailbox")} value={values.inbox} options={[["", t("sales.quotes.firstMailbox")], ...mailboxes.map((one) => [one.id, one.name] as [string, string])]} onChange={(inbox) => set({ inbox })} />
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary" disabled={busy}>{t("console.save")}</button></footer>
            </form>}
        </section>
    );
}
