import { useState } from "react";
import type { CustomerPast } from "../../shared/apiTypes";
import { consentPurposes } from "../../shared/staff";
import { directory } from "../settings/directoryState";
import { get } from "../shell/http";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { labelOf } from "./FieldsEditor";

/** The record as it stood at the end of a day, read back from the audit log. */
export default function PastCard({ customer, at, onLeave }: { customer: string; at: string; onLeave: () => void }) {
    const [past, setPast] = useState<CustomerPast | null>(null);
    const fields = useStore(directory, (state) => state.customFields);
    const unread = useReading(() => get<CustomerPast>(`/customers/${customer}/past?at=${encodeURIComponent(at)}`), [customer, at], { take: setPast });
    const own = Object.entries((past?.custom_fields ?? {}) as Record<string, unknown>).map(([key, value]): [string, string] => {
        const field = fields.find((one) => one.subject === "customer" && one.key === key);
        return [field ? labelOf(field) : key, typeof value === "object" ? JSON.stringify(value) : String(value)];
    });
    const consent = (past?.consent ?? {}) as Record<string, { granted: boolean } | null>;
    const lines: [string, string][] = past ? [
        [t("console.name"), past.name || t("console.customer.nameless")], [t("console.companies.company"), past.company ?? ""], [t("console.customer.emails"), past.emails.join(", ")],
        [t("console.customer.phones"), past.phones.join(", ")], [t("people.past.place"), [past.city, past.country].filter(Boolean).join(", ")], [t("console.customer.owner"), past.owner ?? ""],
        ["VIP", past.vip ? t("people.bulk.yes") : ""], [t("console.filter.tag"), past.tags.join(", ")], ...own,
        ...consentPurposes.filter((one) => consent[one]).map((one): [string, string] => [t(`console.consent.${one}`), t(consent[one]?.granted ? "console.customer.consentYes" : "console.customer.consentNo")]),
        [t("console.customer.tickets"), t("people.past.tickets", { count: past.ticket_count, open: past.open_ticket_count })], [t("console.rail.orders"), String(past.order_count)],
        [t("people.past.risk"), past.churn_band ? t(`console.timeline.band_${past.churn_band}`) : ""],
    ] : [];
    const day = new Intl.DateTimeFormat(locale(), { dateStyle: "long" }).format(new Date(at));
    return (
        <aside className="past-card" aria-label={t("people.past.title", { day })}>
            <header><h3>{t("people.past.title", { day })}</h3><button type="button" className="button" data-kind="quiet" onClick={onLeave}>{t("people.past.today")}</button></header>
            <Unread of={unread} />
            {past && !past.existed && <p className="meta">{t("people.past.notYet")}</p>}
            {past?.existed && <dl className="facts">{lines.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>}
        </aside>
    );
}
