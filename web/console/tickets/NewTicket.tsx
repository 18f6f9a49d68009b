import { FormEvent, useEffect, useState } from "react";
import type { Customer } from "../../shared/staff";
import type { Page, Ticket } from "../../shared/wire";
import { Dialog } from "../shell/Dialog";
import { get, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { navigate } from "../shell/router";
import { t } from "../shell/words";
import { countsWanted } from "./ticketRequests";
import { ticketChanged } from "./ticketState";

interface Props { onClose: () => void; call?: boolean; customer?: Customer }

/** A ticket made by an agent: a phone call just taken, or something to write down for a customer. */
export function NewTicket({ onClose, call = true, customer: given }: Props) {
    const [channel, setChannel] = useState(call ? "phone" : "form");
    const [customer, setCustomer] = useState<Customer | null>(given ?? null);
    const [person, setPerson] = useState("");
    const [found, setFound] = useState<readonly Customer[]>([]);
    const [subject, setSubject] = useState("");
    const [text, setText] = useState("");
    const [problem, setProblem] = useState("");
    const [busy, setBusy] = useState(false);

    useEffect(() => {
        if (customer || person.trim().length < 2) { setFound([]); return; }
        const timer = setTimeout(() => {
            get<Page<Customer>>(`/customers?q=${encodeURIComponent(person.trim())}&limit=5`).then((page) => setFound(page.items), () => undefined);
        }, 200);
        return () => clearTimeout(timer);
    }, [person, customer]);

    async function make(event: FormEvent) {
        event.preventDefault();
        setBusy(true);
        try {
            const ticket = await post<Ticket>("/tickets", {
                ...(customer ? { customer_id: customer.id } : { customer: personOf(person) }),
                subject: subject.trim() || (channel === "phone" ? t("console.new.callFrom", { name: customer?.name || person.trim() }) : ""), text: text.trim(), channel,
            });
            ticketChanged(ticket);
            countsWanted();
            onClose();
            navigate(`/tickets/${ticket.number}?list=all_open`);
        } catch (reason) {
            setProblem(sentenceOf(reason));
            setBusy(false);
        }
    }
    return (
        <Dialog title={t("console.new.title")} onClose={onClose}>
            <form className="form" onSubmit={make}>
                <div className="segments" role="radiogroup" aria-label={t("console.filter.channel")}>
                    {(["phone", "email", "form", "internal"] as const).map((name) => (
                        <button type="button" key={name} role="radio" aria-checked={channel === name} onClick={() => setChannel(name)}>
                            <Icon name={name === "phone" ? "telephone" : name === "email" ? "envelope" : name === "internal" ? "lock-fill" : "inbox"} />{t(`console.new.${name}`)}
                        </button>
                    ))}
                </div>
                {channel === "internal" && <p className="hint">{t("console.new.internalHint")}</p>}
                {customer ? (
                    <div className="chosen-person"><span><strong>{customer.name}</strong> <span className="meta">{customer.emails[0]?.address ?? customer.phones[0]?.number}</span></span>
                        <button type="button" className="link" onClick={() => setCustomer(null)}>{t("console.change")}</button></div>
                ) : (
                    <label className="field"><span>{t(channel === "internal" ? "console.new.about" : "console.new.customer")}</span>
                        <input className="input" value={person} autoFocus required placeholder={t("console.new.customerHint")} onChange={(event) => setPerson(event.target.value)} role="combobox" aria-expanded={found.length > 0} />
                        {found.length > 0 && (
                            <span className="suggestions">
                                {found.map((one) => <button type="button" key={one.id} onClick={() => { setCustomer(one); setFound([]); }}><strong>{one.name}</strong><span className="meta">{one.emails[0]?.address ?? one.phones[0]?.number}</span></button>)}
                            </span>
                        )}</label>
                )}
                <label className="field"><span>{t("console.ticket.subject")}</span>
                    <input className="input" value={subject} maxLength={200} onChange={(event) => setSubject(event.target.value)} placeholder={t("console.new.subjectHint")} /></label>
                <label className="field"><span>{t(channel === "phone" ? "console.new.callText" : channel === "internal" ? "console.composer.note" : "console.new.text")}</span>
                    <textarea className="input" rows={5} value={text} required onChange={(event) => setText(event.target.value)}
                        onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) event.currentTarget.form?.requestSubmit(); }} /></label>
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary" disabled={busy}>{t(channel === "phone" ? "console.new.logCall" : "console.new.make")}</button></footer>
            </form>
        </Dialog>
    );
}

/** A mail address, a phone number or a name, told apart by how it looks. */
export function personOf(text: string): { name?: string; email?: string; phone?: string } {
    const said = text.trim();
    if (/^[^\s@]+@[^\s@]+$/.test(said)) return { email: said };
    if (/^\+?[\d\s()-]{6,}$/.test(said)) return { phone: said };
    return { name: said };
}
