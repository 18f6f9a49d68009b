import { FormEvent, useState } from "react";
import type { Company } from "../../shared/staff";
import { companyChanged, session } from "../session/sessionState";
import { Field, Select } from "../shell/Field";
import { patch } from "../shell/http";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { timeZones } from "./timeZones";
import { useSave } from "./useSave";

/** What the company is called and which clock and money it goes by. */
export function CompanyPage() {
    const company = useStore(session, (state) => state.company);
    const [values, setValues] = useState<Company>(company ?? { name: "", time_zone: "Asia/Shanghai", locale: "zh-Hans", currency: "CNY" });
    const { problem, busy, save } = useSave();
    function submit(event: FormEvent) {
        event.preventDefault();
        void save(async () => companyChanged(await patch<Company>("/company", values)));
    }
    return (
        <>
            <header className="page-title"><div><h1>{t("console.settings.company")}</h1></div></header>
            <form className="form is-narrow" onSubmit={submit}>
                <Field label={t("console.name")} value={values.name} onChange={(name) => setValues({ ...values, name })} required />
                <Select label={t("console.timeZone")} value={values.time_zone} options={timeZones(values.time_zone)} onChange={(time_zone) => setValues({ ...values, time_zone })} hint={t("console.company.zoneHint")} />
                <Select label={t("console.language")} value={values.locale} options={[["zh-Hans", "中文"], ["en", "English"]]} onChange={(locale) => setValues({ ...values, locale: locale as Company["locale"] })} hint={t("console.company.languageHint")} />
                <Field label={t("console.company.currency")} value={values.currency} onChange={(currency) => setValues({ ...values, currency: currency.toUpperCase() })} required pattern="[A-Z]{3}" maxLength={3} />
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary" disabled={busy}>{t("console.save")}</button></footer>
            </form>
        </>
    );
}
