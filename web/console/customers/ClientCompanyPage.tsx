import { useState } from "react";
import type { Company } from "../../shared/apiTypes";
import type { Customer } from "../../shared/staff";
import type { Page } from "../../shared/wire";
import { may, session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { Avatar } from "../shell/Avatar";
import { EditableLines } from "../shell/EditableLines";
import { EditableText } from "../shell/EditableText";
import { get, patch, remove, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Menu } from "../shell/Menu";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { UnreadPage } from "../shell/UnreadPage";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { ChosenCustomer, CustomerChoice } from "./CustomerChoice";
import { FieldsEditor } from "./FieldsEditor";
import { NewCustomer } from "./NewCustomer";
import { Timeline } from "./Timeline";

/** One company: what is known of it, its people with whom to ask first, and all that happened with them. */
export function ClientCompanyPage({ id, onChanged }: { id: string; onChanged: () => void }) {
    const { users } = useStore(directory, (state) => state);
    const writes = useStore(session, (state) => may(state, "customers.write"));
    const alone = useStore(session, (state) => state.workAlone);
    const [company, setCompany] = useState<Company | null>(null);
    const [people, setPeople] = useState<readonly Customer[]>([]);
    const [adding, setAdding] = useState<"known" | "new" | null>(null);
    const [leaving, setLeaving] = useState(false);
    async function load() {
        const [found, page] = await Promise.all([get<Company>(`/companies/${id}`), get<Page<Customer>>(`/customers?sort=name&limit=200&company_id=${id}`)]);
        setCompany(found);
        setPeople(page.items);
    }
    const unread = useReading(load, [id]);
    async function change(sent: object) {
        try {
            setCompany(await patch<Company>(`/companies/${id}`, sent));
            onChanged();
        } catch (reason) {
            say(t("console.takenBack", { reason: sentenceOf(reason) }), { tone: "danger" });
        }
    }
    async function employ(person: ChosenCustomer | Customer, employed: boolean) {
        try {
            await patch(`/customers/${person.id}`, { company_id: employed ? id : null });
            setAdding(null);
            await load();
            onChanged();
        } catch (reason) {
            say(t("console.notSaved", { reason: sentenceOf(reason) }), { tone: "danger" });
        }
    }
    async function drop() {
        try {
            await remove(`/companies/${id}`);
            onChanged();
            navigate("/companies", { replace: true });
        } catch (reason) {
            say(t("console.notRemoved", { reason: sentenceOf(reason) }), { tone: "danger" });
        }
    }
    if (!company) return <UnreadPage of={unread} back={`/companies${location.search}`} />;
    return (
        <div className="customer-page">
            <header className="page-head">
                <button type="button" className="icon-button only-narrow" aria-label={t("console.back")} onClick={() => navigate(`/companies${location.search}`)}><Icon name="chevron-left" /></button>
                <Link className="button" to={`/customers?company=${id}`}><Icon name="funnel" />{t("people.company.asList")}</Link>
                {writes && (leaving
                    ? <span className="confirm"><button type="button" className="button" data-kind="danger" onClick={() => void drop()}>{t("people.company.remove")}</button><button type="button" className="button" data-kind="quiet" onClick={() => setLeaving(false)}>{t("common.cancel")}</button></span>
                    : <button type="button" className="icon-button" aria-label={t("console.removeNamed", { name: company.name })} title={t("people.company.removeHint")} onClick={() => setLeaving(true)}><Icon name="trash" /></button>)}
            </header>
            <div className="customer-columns">
                <div>
                    <section className="card">
                        <div className="card-head"><Avatar name={company.name} size="l" />
                            <div className="card-title"><EditableText value={company.name} label={t("console.name")} strong onSave={(name) => void change({ name })} />
                                <p className="meta">{t("people.company.people", { count: people.length })}</p></div></div>
                        <dl className="facts">
                            <div><dt>{t("people.company.domain")}</dt><dd><EditableText value={company.domain ?? ""} label={t("people.company.domain")} placeholder={t("console.add")} onSave={(domain) => void change({ domain: domain || null })} /></dd></div>
                            <div><dt>{t("console.phone")}</dt><dd><EditableText value={company.phone} label={t("console.phone")} type="tel" placeholder={t("console.add")} onSave={(phone) => void change({ phone })} /></dd></div>
                            <div><dt>{t("people.company.address")}</dt><dd><EditableLines value={company.address} label={t("people.company.address")} placeholder={t("console.add")} onSave={(address) => void change({ address })} /></dd></div>
                            {!alone && <div><dt>{t("console.customer.owner")}</dt><dd>
                                <Menu label={t("console.customer.owner")} className="fact" searchable onChoose={(owner) => void change({ owner_id: owner || null })}
                                    choices={[...users.filter((user) => user.active).map((user) => ({ id: user.id, label: user.name, chosen: user.id === company.owner?.id })), { id: "", label: t("console.ticket.nobody") }]}>{company.owner?.name ?? t("console.ticket.nobody")}</Menu></dd></div>}
                            <FieldsEditor subject="company" values={company.custom_fields as unknown as Record<string, unknown>} onChange={(key, value) => void change({ custom_fields: { [key]: value } })} />
                            <div><dt>{t("console.customer.notes")}</dt><dd><EditableLines value={company.notes} label={t("console.customer.notes")} placeholder={t("console.add")} onSave={(notes) => void change({ notes })} /></dd></div>
                        </dl>
                    </section>
                    <section className="card"><h2>{t("people.company.staff")}</h2>
                        {people.length === 0 && <p className="meta">{t("people.company.noPeople")}</p>}
                        <ul className="plain-list company-people">
                            {people.map((one) => (
                                <li key={one.id}>
                                    <Link to={`/customers/${one.id}`}>{one.name || t("console.customer.nameless")}</Link>
                                    {one.id === company.main_contact?.id && <span className="badge badge-accent">{t("people.company.main")}</span>}
                                    <span className="meta">{one.emails[0]?.address ?? one.phones[0]?.number ?? ""}</span>
                                    {writes && <Menu label={t("people.company.actsFor", { name: one.name })} className="icon-button is-small" align="end" searchable={false}
                                        choices={[one.id === company.main_contact?.id ? { id: "unmain", label: t("people.company.notMain") } : { id: "main", label: t("people.company.makeMain") }, { id: "leave", label: t("people.company.leave") }]}
                                        onChoose={(what) => void (what === "leave" ? employ(one, false) : change({ main_contact_id: what === "main" ? one.id : null }))}><Icon name="chevron-down" /></Menu>}
                                </li>
                            ))}
                        </ul>
                        {writes && adding !== "known" && <p className="company-adds"><button type="button" className="button" onClick={() => setAdding("known")}><Icon name="search" />{t("people.company.addKnown")}</button>
                            <button type="button" className="button" onClick={() => setAdding("new")}><Icon name="person-plus" />{t("console.customers.new")}</button></p>}
                        {adding === "known" && <CustomerChoice chosen={null} onChoose={(one) => { if (one) void employ(one, true); else setAdding(null); }} />}
                    </section>
                </div>
                <section className="card"><h2>{t("console.customer.timeline")}</h2><Timeline company={id} version={people.length} /></section>
            </div>
            {adding === "new" && <NewCustomer company={{ id, name: company.name }} onClose={() => setAdding(null)} />}
        </div>
    );
}
