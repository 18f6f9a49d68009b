import { FormEvent, useState } from "react";
import type { Customer } from "../../shared/staff";
import { Dialog } from "../shell/Dialog";
import { ApiProblem, post, sentenceOf } from "../shell/http";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { t } from "../shell/words";
import { customerArrived } from "./customerState";

interface Twin { id: string; name: string; matches: string[] }

/** Makes a customer; someone who may be the same person is shown before a second one is made. */
export function NewCustomer({ onClose }: { onClose: () => void }) {
    const [name, setName] = useState("");
    const [email, setEmail] = useState("");
    const [phone, setPhone] = useState("");
    const [problem, setProblem] = useState("");
    const [twins, setTwins] = useState<readonly Twin[]>([]);

    async function make(event: FormEvent) {
        event.preventDefault();
        try {
            const customer = await post<Customer>(`/customers${twins.length > 0 ? "?force=true" : ""}`, {
                name: name.trim(),
                emails: email.trim() ? [{ address: email.trim(), primary: true }] : [],
                phones: phone.trim() ? [{ number: phone.trim(), primary: true }] : [],
            });
            customerArrived(customer);
            onClose();
            navigate(`/customers/${customer.id}`);
        } catch (reason) {
            if (reason instanceof ApiProblem && reason.kind === "possible-duplicate") setTwins(reason.document["possible_duplicates"] as Twin[] ?? []);
            else setProblem(sentenceOf(reason));
        }
    }
    return (
        <Dialog title={t("console.customers.new")} size="small" onClose={onClose}>
            <form className="form" onSubmit={make}>
                <label className="field"><span>{t("console.name")}</span><input className="input" value={name} required autoFocus onChange={(event) => setName(event.target.value)} /></label>
                <label className="field"><span>{t("console.email")}</span><input className="input" type="email" value={email} onChange={(event) => setEmail(event.target.value)} /></label>
                <label className="field"><span>{t("console.phone")}</span><input className="input" type="tel" value={phone} onChange={(event) => setPhone(event.target.value)} /></label>
                {twins.length > 0 && (
                    <div className="notice is-warning" role="alert"><span>{t("console.customers.twins")} {twins.map((twin) => <Link key={twin.id} to={`/customers/${twin.id}`} onClick={onClose}>{twin.name || t("console.customer.nameless")} ({twin.matches.map((match) => t(`console.customers.match_${match}`)).join(", ")}) </Link>)}</span></div>
                )}
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary">{t(twins.length > 0 ? "console.customers.makeAnyway" : "console.customers.make")}</button></footer>
            </form>
        </Dialog>
    );
}
