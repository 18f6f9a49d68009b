import { FormEvent, useState } from "react";
import type { Customer } from "../../shared/staff";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { changeCustomer } from "./customerState";

interface Line { text: string; primary: boolean }

/** The mail addresses or phone numbers of a customer: the main one first, more can be added. */
export function AddressList({ kind, customer }: { kind: "emails" | "phones"; customer: Customer }) {
    const [adding, setAdding] = useState(false);
    const [text, setText] = useState("");
    const lines: Line[] = kind === "emails"
        ? customer.emails.map((one) => ({ text: one.address, primary: one.primary }))
        : customer.phones.map((one) => ({ text: one.number, primary: one.primary }));

    function save(next: Line[]) {
        const fixed = next.map((line, index) => ({ ...line, primary: next.some((one) => one.primary) ? line.primary : index === 0 }));
        return changeCustomer(customer, kind === "emails"
            ? { emails: fixed.map((line) => ({ ...customer.emails.find((one) => one.address === line.text), address: line.text, primary: line.primary })) }
            : { phones: fixed.map((line) => ({ number: line.text, primary: line.primary })) });
    }
    async function add(event: FormEvent) {
        event.preventDefault();
        const next = text.trim();
        if (!next) { setAdding(false); return; }
        if (await save([...lines, { text: next, primary: lines.length === 0 }])) { setText(""); setAdding(false); }
    }
    return (
        <div>
            <dt>{t(`console.customer.${kind}`)}</dt>
            <dd>
                {lines.map((line) => (
                    <div key={line.text} className="address">
                        <a title={line.text} href={kind === "emails" ? `mailto:${line.text}` : `tel:${line.text}`}>{line.text}</a>
                        {line.primary
                            ? lines.length > 1 && <span className="meta">{t("console.customer.main")}</span>
                            : <button type="button" className="link only-hover" onClick={() => void save(lines.map((one) => ({ ...one, primary: one.text === line.text })))}>{t("console.customer.makeMain")}</button>}
                        <button type="button" className="icon-button is-small only-hover" aria-label={t("console.removeNamed", { name: line.text })} onClick={() => void save(lines.filter((one) => one.text !== line.text))}><Icon name="x-lg" /></button>
                    </div>
                ))}
                {adding ? (
                    <form onSubmit={add}><input className="input is-inline" type={kind === "emails" ? "email" : "tel"} value={text} autoFocus aria-label={t(`console.customer.${kind}`)}
                        onChange={(event) => setText(event.target.value)} onBlur={(event) => { if (event.target.checkValidity()) event.target.form?.requestSubmit(); }}
                        onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); setText(""); setAdding(false); } }} /></form>
                ) : <button type="button" className="link muted" onClick={() => setAdding(true)}>{t(lines.length > 0 ? "console.customer.addMore" : `console.customer.add_${kind}`)}</button>}
            </dd>
        </div>
    );
}
