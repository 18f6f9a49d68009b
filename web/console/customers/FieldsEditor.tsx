import { useEffect, useState } from "react";
import type { Customer, CustomField, FieldSubject } from "../../shared/staff";
import { amountText, minorOf, moneyText } from "../orders/money";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { EditableLines } from "../shell/EditableLines";
import { EditableText } from "../shell/EditableText";
import { get } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Menu } from "../shell/Menu";
import { momentText } from "../shell/times";
import { say } from "../shell/toastState";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { CustomerChoice } from "./CustomerChoice";

interface Props { subject: FieldSubject; values: Record<string, unknown>; onChange: (key: string, value: unknown) => void }

/** The shop's own fields of a ticket, a customer or a company, each edited where it stands; those put away are not shown. */
export function FieldsEditor({ subject, values, onChange }: Props) {
    const fields = useStore(directory, (state) => state.customFields).filter((field) => field.subject === subject);
    const own = fields.filter((field) => !field.archived_at).sort((a, b) => a.position - b.position);
    const known = new Set(fields.map((field) => field.key));
    const others = Object.entries(values).filter(([key, value]) => !known.has(key) && value !== null && value !== "");
    return (
        <>
            {own.map((field) => (
                <div key={field.id}><dt>{labelOf(field)}{field.required && <span aria-hidden="true"> *</span>}</dt><dd><FieldValue field={field} value={values[field.key]} onChange={(value) => onChange(field.key, value)} /></dd></div>
            ))}
            {others.map(([key, value]) => <div key={key}><dt>{key}</dt><dd>{typeof value === "object" ? JSON.stringify(value) : String(value)}</dd></div>)}
        </>
    );
}

/** The name of a field in the language of the page. */
export function labelOf(field: Pick<CustomField, "label" | "key">): string {
    return field.label[locale()] || field.label.en || field.label["zh-Hans"] || field.key;
}

/** What each kind of field is typed as. */
const inputTypes: Partial<Record<CustomField["type"], string>> = { number: "number", date: "date", datetime: "datetime-local", link: "url", email: "email", phone: "tel" };

/** One value of one field, edited where it stands. */
export function FieldValue({ field, value, onChange }: { field: CustomField; value: unknown; onChange: (value: unknown) => void }) {
    const label = labelOf(field);
    const text = value === null || value === undefined ? "" : String(value);
    switch (field.type) {
        case "checkbox": return <input type="checkbox" checked={value === true} aria-label={label} onChange={(event) => onChange(event.target.checked)} />;
        case "select": return (
            <select className="input is-inline" value={text} aria-label={label} onChange={(event) => onChange(event.target.value || null)}>
                <option value="">—</option>
                {[...new Set([...field.options, ...(text ? [text] : [])])].map((option) => <option key={option}>{option}</option>)}
            </select>
        );
        case "multiselect": {
            const chosen = Array.isArray(value) ? value.map(String) : [];
            return (
                <Menu label={label} className="fact" several choices={[...new Set([...field.options, ...chosen])].map((id) => ({ id, label: id, chosen: chosen.includes(id) }))}
                    onChoose={(id) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])}>
                    {chosen.join(locale() === "en" ? ", " : "、") || <span className="muted">{t("console.add")}</span>}</Menu>
            );
        }
        case "long_text": return <EditableLines value={text} label={label} placeholder={t("console.add")} onSave={(next) => onChange(next || null)} />;
        case "money": return <MoneyValue label={label} value={value as { amount_minor: number; currency: string } | null | undefined} onChange={onChange} />;
        case "datetime": return <EditableText value={text && localMoment(text)} shown={text && momentText(text)} label={label} placeholder={t("console.add")} type="datetime-local" onSave={(next) => onChange(next ? new Date(next).toISOString() : null)} />;
        case "customer": return <PersonValue id={text} onChange={onChange} />;
        case "user": return <StaffValue id={text} label={label} onChange={onChange} />;
        default: {
            const href = field.type === "link" ? text : field.type === "email" ? `mailto:${text}` : field.type === "phone" ? `tel:${text}` : "";
            return (
                <span className="field-line">
                    <EditableText value={text} label={label} placeholder={t("console.add")} type={inputTypes[field.type] ?? "text"}
                        onSave={(next) => onChange(next === "" ? null : field.type === "number" ? Number(next) : next)} />
                    {text && /^(https?:\/\/|mailto:|tel:)/.test(href) && <a className="icon-button is-small" href={href} aria-label={t("console.openNamed", { name: label })} {...(field.type === "link" ? { target: "_blank", rel: "noopener noreferrer" } : {})}><Icon name="arrow-up-right" /></a>}
                </span>
            );
        }
    }
}

/** A moment as `datetime-local` has it: in the reader's zone, to the minute. */
function localMoment(at: string): string {
    const date = new Date(at);
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function MoneyValue({ label, value, onChange }: { label: string; value: { amount_minor: number; currency: string } | null | undefined; onChange: (value: unknown) => void }) {
    const currency = value?.currency ?? session.get().company?.currency ?? "CNY";
    function keep(text: string) {
        const minor = minorOf(text, currency);
        if (text && minor === null) say(t("console.customer.noAmount", { text }), { tone: "danger" });
        else onChange(text ? { amount_minor: minor, currency } : null);
    }
    return <EditableText value={value ? amountText(value.amount_minor, currency) : ""} shown={value ? moneyText(value) : ""} label={label} placeholder={t("console.add")} onSave={keep} />;
}

function PersonValue({ id, onChange }: { id: string; onChange: (value: unknown) => void }) {
    const [name, setName] = useState("");
    const [choosing, setChoosing] = useState(false);
    useEffect(() => {
        let left = false;
        if (id) get<Customer>(`/customers/${id}`).then((one) => { if (!left) setName(one.name || t("console.customer.nameless")); }, () => { if (!left) setName("—"); });
        return () => { left = true; };
    }, [id]);
    if (choosing) return <CustomerChoice chosen={null} onChoose={(one) => { setChoosing(false); if (one) onChange(one.id); }} />;
    if (!id) return <button type="button" className="link muted" onClick={() => setChoosing(true)}>{t("console.add")}</button>;
    return <span className="field-line"><Link to={`/customers/${id}`}>{name}</Link><button type="button" className="icon-button is-small" aria-label={t("console.removeNamed", { name })} onClick={() => onChange(null)}><Icon name="x-lg" /></button></span>;
}

function StaffValue({ id, label, onChange }: { id: string; label: string; onChange: (value: unknown) => void }) {
    const users = useStore(directory, (state) => state.users);
    return (
        <Menu label={label} className="fact" searchable choices={[...users.filter((user) => user.active || user.id === id).map((user) => ({ id: user.id, label: user.name, chosen: user.id === id })), { id: "", label: t("console.ticket.nobody") }]}
            onChoose={(next) => onChange(next || null)}>{users.find((user) => user.id === id)?.name ?? t("console.ticket.nobody")}</Menu>
    );
}
