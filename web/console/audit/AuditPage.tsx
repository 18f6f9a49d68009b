import { useMemo } from "react";
import type { AuditEntry } from "../../shared/staff";
import { ExportButton } from "../imports/ExportButton";
import { directory } from "../settings/directoryState";
import { Field, Select } from "../shell/Field";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { navigate, usePlace } from "../shell/router";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { actionText } from "./actionText";
import { changeLines } from "./changeLines";

const actions = ["ticket", "message", "customer", "order", "product", "quote", "contract", "campaign", "user", "session", "inbox", "team", "tag", "api_key", "webhook", "company", "view", "import", "export"] as const;

/** Who did what and when, newest first; the filters are kept in the address. */
export default function AuditPage() {
    const { query } = usePlace();
    const { users, teams, inboxes } = useStore(directory, (state) => state);
    const names = useMemo(() => new Map([...users, ...teams, ...inboxes].map((one) => [one.id, one.name])), [users, teams, inboxes]);
    const { items, more, unread } = usePages<AuditEntry>(`/audit?${asked(query)}`);

    function change(key: string, value: string) {
        const next = new URLSearchParams(query);
        if (value) next.set(key, value); else next.delete(key);
        navigate(`/audit?${next}`, { replace: true });
    }
    return (
        <main className="page" id="main" tabIndex={-1}>
            <header className="page-title"><div><h1>{t("console.rail.audit")}</h1><p className="muted">{t("console.audit.lead")}</p></div><span className="title-actions"><ExportButton name="audit" /></span></header>
            <div className="filter-line">
                <Select label={t("console.audit.who")} value={query.get("actor_id") ?? ""} onChange={(id) => change("actor_id", id)} options={[["", t("console.audit.anyone")], ...users.map((user): [string, string] => [user.id, user.name])]} />
                <Select label={t("console.audit.what")} value={query.get("action") ?? ""} onChange={(action) => change("action", action)} options={[["", t("console.audit.anything")], ...actions.map((one): [string, string] => [one, t(`console.audit.action_${one}`)])]} />
                <Field label={t("console.audit.from")} type="date" value={query.get("from") ?? ""} onChange={(day) => change("from", day)} />
                <Field label={t("console.audit.to")} type="date" value={query.get("to") ?? ""} onChange={(day) => change("to", day)} />
            </div>
            <Unread of={unread} />
            {items?.length === 0 && <p className="empty-line">{t("console.audit.empty")}</p>}
            <div className="table-box">
                <table className="audit">
                    <thead><tr><th scope="col">{t("console.audit.when")}</th><th scope="col">{t("console.audit.who")}</th><th scope="col">{t("console.audit.what")}</th><th scope="col">{t("console.audit.changes")}</th><th scope="col">{t("console.audit.address")}</th></tr></thead>
                    <tbody>
                        {items?.map((entry) => (
                            <tr key={entry.id}>
                                <td><Moment at={entry.at} /></td>
                                <td>{entry.actor.name || t(`console.audit.kind_${entry.actor.kind}`)}</td>
                                <td><span title={entry.action}>{actionText(entry.action)}</span> <Subject entry={entry} /></td>
                                <td>{changeLines(entry.changes, names).map((line) => <div key={line.field}><span className="meta">{line.field}</span> {line.from && <del>{line.from}</del>} {line.to && <ins>{line.to}</ins>}</div>)}</td>
                                <td className="meta">{entry.remote_address}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {more && <button type="button" className="button" onClick={more}>{t("console.more")}</button>}
        </main>
    );
}

function Subject({ entry }: { entry: AuditEntry }) {
    const { kind, id } = entry.subject;
    if (!id) return null;
    if (kind === "ticket") return <Link to={`/tickets/${id}`}>{t("console.audit.show")}</Link>;
    if (kind === "customer") return <Link to={`/customers/${id}`}>{t("console.audit.show")}</Link>;
    return null;
}

function asked(query: URLSearchParams): URLSearchParams {
    const wanted = new URLSearchParams(query);
    wanted.set("limit", "100");
    const to = wanted.get("to");
    if (to) wanted.set("to", dayAfter(to));
    return wanted;
}

/** The filter names whole days; the server's period is half open. */
function dayAfter(day: string): string {
    const next = new Date(`${day}T00:00:00Z`);
    next.setUTCDate(next.getUTCDate() + 1);
    return next.toISOString().slice(0, 10);
}
