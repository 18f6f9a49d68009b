import { FormEvent, useEffect, useState } from "react";
import type { Customer, CustomField } from "../../shared/staff";
import type { Page, Ref } from "../../shared/wire";
import { directory } from "../settings/directoryState";
import { Dialog } from "../shell/Dialog";
import { Field } from "../shell/Field";
import { ApiProblem, post, sentenceOf } from "../shell/http";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { CompanyChoice } from "./CompanyChoice";
import { customerArrived } from "./customerState";
import { FieldValue, labelOf } from "./FieldsEditor";

interface Twin { id: string; name: string; matches: string[] }

/** Makes a customer; who may be the same person is shown while one types, before a second record is made. */
export function NewCustomer({ onClose, company: given = null }: { onClose: () => void; company?: Ref | null }) {
    const [name, setName] = useState("");
    const [email, setEmail] = useState("");
    const [phone, setPhone] = useState("");
    const [company, setCompany] = useState<Ref | null>(given);
    const [own, setOwn] = useState<Record<string, unknown>>({});
    const [problem, setProblem] = useState("");
    const [twins, setTwins] = useState<readonly Twin[]>([]);
    const [force, setForce] = useState(false);
    const required = useStore(directory, (state) => state.customFields).filter((field) => field.subject === "customer" && field.required && !field.archived_at);

    useEffect(() => {
        setForce(false);
        if (name.trim().length < 2 && email.length < 5 && phone.length < 6) { setTwins([]); return; }
        let left = false;
        const timer = setTimeout(() => post<Page<Twin>>("/customers/possible-duplicates", { name, email, phone }).then((found) => { if (!left) setTwins(found.items); }, () => undefined), 300);
        return () => { left = true; clearTimeout(timer); };
    }, [name, email, phone]);

    async function make(event: FormEvent) {
        event.preventDefault();
        setProblem("");
        try {
            const customer = await post<Customer>(`/customers${force || twins.length > 0 ? "?force=true" : ""}`, {
                name: name.trim(), company_id: company?.id ?? null, custom_fields: own,
                emails: email.trim() ? [{ address: email.trim(), primary: true }] : [],
                phones: phone.trim() ? [{ number: phone.trim(), primary: true }] : [],
            });
            customerArrived(customer);
            onClose();
            navigate(`/customers/${customer.id}`);
        } catch (reason) {
            if (reason instanceof ApiProblem && reason.kind === "possible-duplicate") { setTwins(reason.document["possible_duplicates"] as Twin[] ?? []); setForce(true); }
            else setProblem(sentenceOf(reason));
        }
    }
    return (
        <Dialog title={t("console.customers.new")} size="small" onClose={onClose}>
            <form className="form" onSubmit={make}>
                <Field label={t("console.name")} value={name} onChange={setName} required={!email && !phone} autoFocus />
                <Field label={t("console.email")} type="email" value={email} onChange={setEmail} />
                <Field label={t("console.phone")} type="tel" value={phone} onChange={setPhone} />
                <div className="field"><span>{t("console.companies.company")}</span><CompanyChoice chosen={company} onChoose={setCompany} /></div>
                {required.map((field) => <RequiredField key={field.id} field={field} value={own[field.key]} onChange={(value) => setOwn({ ...own, [field.key]: value })} />)}
                {twins.length > 0 && (
                    <div className="notice is-warning" role="status"><span>{t("console.customers.twins")} {twins.map((twin) => <Link key={twin.id} to={`/customers/${twin.id}`} onClick={onClose}>{twin.name || t("console.customer.nameless")} ({twin.matches.map((match) => t(`console.customers.match_${match}`)).join(", ")}) </Link>)}</span></div>
                )}
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary">{t(twins.length > 0 ? "console.customers.makeAnyway" : "console.customers.make")}</button></footer>
            </form>
        </Dialog>
    );
}

function RequiredField({ field, value, onChange }: { field: CustomField; value: unknown; onChange: (value: unknown) => void }) {
    return <div className="field"><span>{labelOf(field)} *</span><FieldValue field={field} value={value} onChange={onChange} /></div>;
}
