import { FormEvent, useEffect, useState } from "react";
import type { Customer } from "../../shared/staff";
import type { Page, Ticket } from "../../shared/wire";
import type { MailPerson } from "../../shared/mail";
import { isAddress } from "../mail/mailText";
import { PeopleField } from "../mail/PeopleField";
import { directory } from "../settings/directoryState";
import { Dialog } from "../shell/Dialog";
import { Select } from "../shell/Field";
import { get, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { navigate } from "../shell/router";
import { useStore } from "../shell/useStore";
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
    const [cc, setCc] = useState<MailPerson[]>([]);
    const mailboxes = useStore(directory, (state) => state.inboxes).filter((inbox) => inbox.kind === "email" && inbox.enabled && inbox.settings.mail);
    const [box, setBox] = useState("");
    const asMail = channel === "email";
    const mailbox = mailboxes.find((inbox) => inbox.key === box) ?? mailboxes[0];

    useEffect(() => {
        if (customer || person.trim().length < 2) { setFound([]); return; }
        const timer = setTimeout(() => {
            get<Page<Customer>>(`/customers?q=${encodeURIComponent(person.trim())}&limit=5`).then((page) => setFound(page.items), () => undefined);
        }, 200);
        return () => clearTimeout(timer);
    }, [person, customer]);

    async function make(event: FormEvent) {
        event.preventDefault();
        const address = customer ? customer.emails[0]?.address : personOf(person).email;
        if (asMail && mailbox && !address) { setProblem(t("console.new.noAddress")); return; }
        const wrong = asMail ? cc.find((one) => !isAddress(one.address)) : undefined;
        if (wrong) { setProblem(t("console.mail.invalid", { address: wrong.address })); return; }
        setBusy(true);
        try {
            const ticket = await post<Ticket>("/tickets", {
                ...(customer ? { customer_id: customer.id } : { customer: personOf(person) }),
                subject: subject.trim() || (channel === "phone" ? t("console.new.callFrom", { name: customer?.name || person.trim() }) : ""), text: text.trim(), channel,
                ...(asMail && mailbox && address ? { inbox: mailbox.key, ...(cc.length > 0 ? { recipients: { to: [{ name: customer?.name ?? "", address }], cc, bcc: [] } } : {}) } : {}),
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
                {asMail && mailbox && (mailboxes.length > 1
                    ? <Select label={t("console.mail.from")} value={mailbox.key} onChange={setBox} options={mailboxes.map((inbox): [string, string] => [inbox.key, `${inbox.name} <${inbox.settings.mail?.address ?? ""}>`])} />
                    : <p className="hint">{t("console.mail.fromBox", { address: mailbox.settings.mail?.address ?? "" })}</p>)}
                {asMail && !mailbox && <p className="hint">{t("console.new.noMailbox")}</p>}
                {channel === "internal" && <p className="hint">{t("console.new.internalHint")}</p>}
                {customer ? (
                    <div className="chosen-person"><span><strong>{customer.name}</strong> <span className="meta">{customer.emails[0]?.address ?? customer.phones[0]?.number}</span></span>
                        <button type="button" className="link" onClick={() => setCustomer(null)}>{t("console.change")}</button></div>
                ) : (
                    <label className="field"><span>{t(channel === "internal" ? "console.new.about" : asMail && mailbox ? "console.mail.to" : "console.new.customer")}</span>
                        <input className="input" value={person} autoFocus required placeholder={t("console.new.customerHint")} onChange={(event) => setPerson(event.target.value)} role="combobox" aria-expanded={found.length > 0} />
                        {found.length > 0 && (
                            <span className="suggestions">
                                {found.map((one) => <button type="button" key={one.id} onClick={() => { setCustomer(one); setFound([]); }}><strong>{one.name}</strong><span className="meta">{one.emails[0]?.address ?? one.phones[0]?.number}</span></button>)}
                            </span>
                        )}</label>
                )}
                {asMail && mailbox && <div className="field"><span className="label">{t("console.mail.cc")}</span><PeopleField label={t("console.mail.cc")} hideLabel people={cc} known={[]} onChange={setCc} /></div>}
                <label className="field"><span>{t("console.ticket.subject")}</span>
                    <input className="input" value={subject} maxLength={200} onChange={(event) => setSubject(event.target.value)} required={asMail && mailbox !== undefined} placeholder={asMail && mailbox ? "" : t("console.new.subjectHint")} /></label>
                <label className="field"><span>{t(channel === "phone" ? "console.new.callText" : channel === "internal" ? "console.composer.note" : asMail && mailbox ? "console.new.mailText" : "console.new.text")}</span>
                    <textarea className="input" rows={5} value={text} required onChange={(event) => setText(event.target.value)}
                        onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) event.currentTarget.form?.requestSubmit(); }} /></label>
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary" disabled={busy}>{t(channel === "phone" ? "console.new.logCall" : asMail && mailbox ? "console.new.sendMail" : "console.new.make")}</button></footer>
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
