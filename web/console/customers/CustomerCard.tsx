import { lazy, Suspense, useState } from "react";
import { consentPurposes, Customer } from "../../shared/staff";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { Avatar } from "../shell/Avatar";
import { EditableText } from "../shell/EditableText";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Menu } from "../shell/Menu";
import { Moment } from "../shell/Moment";
import { useStore } from "../shell/useStore";
import { t, withChapter } from "../shell/words";
import { AccountList } from "./AccountList";
import { AddressList } from "./AddressList";
import { CompanyChoice } from "./CompanyChoice";
import { changeCustomer } from "./customerState";
import { FieldsEditor } from "./FieldsEditor";

const ConsentDialog = lazy(() => withChapter("people", () => import("./ConsentDialog")));

/** Who the customer is, every line editable where it stands. */
export function CustomerCard({ customer, linked = false }: { customer: Customer; linked?: boolean }) {
    const { users, tags } = useStore(directory, (state) => state);
    const alone = useStore(session, (state) => state.workAlone);
    const [asking, setAsking] = useState(false);
    const name = customer.name || t("console.customer.nameless");
    const place = [customer.city, customer.country].filter(Boolean).join(", ");
    return (
        <section className="card">
            <div className="card-head">
                <Avatar name={name} size="l" />
                <div className="card-title">
                    <EditableText value={customer.name} label={t("console.name")} placeholder={t("console.customer.nameless")} strong onSave={(next) => void changeCustomer(customer, { name: next })} />
                    <p className="meta">
                        {[customer.company?.name, place].filter(Boolean).join(" · ")}{customer.last_seen_at && (customer.company || place) && " · "}
                        {customer.last_seen_at && <> {t("console.customer.seen")} <Moment at={customer.last_seen_at} /></>}
                    </p>
                </div>
                <button type="button" className={`vip${customer.vip ? " is-on" : ""}`} aria-pressed={customer.vip} title={t("console.customer.vip")} onClick={() => void changeCustomer(customer, { vip: !customer.vip })}>
                    <Icon name={customer.vip ? "star-fill" : "star"} /><span>VIP</span>
                </button>
                {linked && <Link to={`/customers/${customer.id}`} className="icon-button" aria-label={t("console.customer.open")} title={t("console.customer.open")}><Icon name="arrow-up-right" /></Link>}
            </div>
            <dl className="facts">
                <AddressList kind="emails" customer={customer} />
                <AddressList kind="phones" customer={customer} />
                <div><dt>{t("console.companies.company")}</dt><dd><CompanyChoice chosen={customer.company} onChoose={(company) => void changeCustomer(customer, { company }, { company_id: company?.id ?? null })} /></dd></div>
                <AccountList customer={customer} />
                {!alone && (
                    <div><dt>{t("console.customer.owner")}</dt><dd>
                        <Menu label={t("console.customer.owner")} className="fact" searchable
                            choices={[...users.filter((user) => user.active).map((user) => ({ id: user.id, label: user.name, chosen: user.id === customer.owner?.id })), { id: "", label: t("console.ticket.nobody") }]}
                            onChoose={(id) => { const user = users.find((one) => one.id === id); void changeCustomer(customer, { owner: user ? { id: user.id, name: user.name } : null, owner_id: user?.id ?? null } as Partial<Customer>); }}>
                            {customer.owner?.name ?? t("console.ticket.nobody")}
                        </Menu></dd></div>
                )}
                <div><dt>{t("console.filter.tag")}</dt><dd className="tag-line">
                    {customer.tags.map((tag) => (
                        <span key={tag} className="tag">{tag}<button type="button" aria-label={t("console.ticket.untag", { name: tag })} onClick={() => void changeCustomer(customer, { tags: customer.tags.filter((one) => one !== tag) })}><Icon name="x-lg" /></button></span>
                    ))}
                    <Menu label={t("console.ticket.tag")} className="fact" several searchable
                        choices={[...new Set([...tags.map((tag) => tag.name), ...customer.tags])].map((one) => ({ id: one, label: one, chosen: customer.tags.includes(one) }))}
                        onChoose={(tag) => void changeCustomer(customer, { tags: customer.tags.includes(tag) ? customer.tags.filter((one) => one !== tag) : [...customer.tags, tag] })}
                        onCreate={(tag) => void changeCustomer(customer, { tags: [...customer.tags, tag] })}><Icon name="plus-lg" /></Menu>
                </dd></div>
                <FieldsEditor subject="customer" values={customer.custom_fields} onChange={(key, value) => void changeCustomer(customer, { custom_fields: { ...customer.custom_fields, [key]: value } }, { custom_fields: { [key]: value } })} />
                {consentPurposes.map((purpose) => ({ purpose, answer: customer.consent?.[purpose] })).filter((one) => one.answer || one.purpose === "email_marketing").map(({ purpose, answer }) => (
                    <div key={purpose}><dt>{t(`console.consent.${purpose}`)}</dt><dd>
                        <button type="button" className={`editable${answer ? "" : " is-empty"}`} onClick={() => setAsking(true)}>{answer ? <>{t(answer.granted ? "console.customer.consentYes" : "console.customer.consentNo")} <Moment at={answer.at} className="meta" /></> : t("console.consent.unknown")}</button></dd></div>
                ))}
            </dl>
            {asking && <Suspense fallback={null}><ConsentDialog customer={customer} onClose={() => setAsking(false)} /></Suspense>}
        </section>
    );
}
