import { FormEvent, useState } from "react";
import type { Erasure, LegalHold, PersonalData } from "../../shared/apiTypes";
import { get, post, put, remove, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { tableName, valueText } from "./peopleWords";

/** Everything known of a person: to read, to take along, to hold and to erase. */
export default function PersonalDataPage({ id }: { id: string }) {
    const [data, setData] = useState<PersonalData | null>(null);
    const unread = useReading(() => get<PersonalData>(`/customers/${id}/personal-data`), [id], { take: setData });
    const name = data?.customer.name || t("console.customer.nameless");
    return (
        <main className="page" id="main" tabIndex={-1}>
            <div className="people-page">
                <header className="people-head">
                    <h1>{t("people.data.title")}</h1>
                    <Link to={`/customers/${id}`} className="button" data-kind="quiet"><Icon name="chevron-left" />{data ? name : t("console.back")}</Link>
                    <Link to="/customers/erasures" className="button" data-kind="quiet"><Icon name="clock-history" />{t("people.erasures.title")}</Link>
                    {data && <a className="button" href={`/api/v1/customers/${id}/personal-data/file`} download><Icon name="download" />{t("people.data.export")}</a>}
                    <p className="meta">{t("people.data.lead")}</p>
                </header>
                <Unread of={unread} />
                {data?.tables.map((table) => (
                    <details key={table.table} className="data-table">
                        <summary><strong>{tableName(table.table)}</strong> <span className="badge">{table.count.toLocaleString()}</span> <span className="meta">{t(`people.data.will_${table.treatment}`)}</span></summary>
                        {table.rows.map((row, index) => (
                            <dl key={index} className="data-row">
                                {Object.entries(row).filter(([, value]) => value !== null && value !== "").map(([column, value]) => (
                                    <div key={column}><dt>{column.replaceAll("_", " ")}</dt><dd>{valueText(value)}</dd></div>
                                ))}
                            </dl>
                        ))}
                        {table.count > table.rows.length && <p className="meta">{t("people.data.more", { count: table.count - table.rows.length })}</p>}
                    </details>
                ))}
                {data && <Hold id={id} hold={data.legal_hold} onChange={(hold) => setData({ ...data, legal_hold: hold })} />}
                {data && <Erase id={id} name={name} />}
            </div>
        </main>
    );
}

function Hold({ id, hold, onChange }: { id: string; hold: LegalHold | null; onChange: (hold: LegalHold | null) => void }) {
    const [reason, setReason] = useState("");
    async function set(event: FormEvent) {
        event.preventDefault();
        try {
            onChange(await put<LegalHold>(`/customers/${id}/legal-hold`, { reason }));
            setReason("");
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    async function lift() {
        try {
            await remove(`/customers/${id}/legal-hold`);
            onChange(null);
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    return (
        <section aria-labelledby="hold"><h2 id="hold" className="people-heading">{t("people.hold.title")}</h2>
            {hold ? (
                <div className="notice is-warning"><Icon name="lock-fill" /><span>{hold.reason} <span className="meta">{hold.set_by_name}, <Moment at={hold.set_at} /></span></span>
                    <button type="button" className="button" onClick={() => void lift()}>{t("people.hold.lift")}</button></div>
            ) : (
                <form className="hold-form" onSubmit={(event) => void set(event)}>
                    <label className="field"><span>{t("people.hold.reason")}</span><input className="input" required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} /></label>
                    <button type="submit" className="button">{t("people.hold.set")}</button>
                    <p className="meta">{t("people.hold.hint")}</p>
                </form>
            )}
        </section>
    );
}

function Erase({ id, name }: { id: string; name: string }) {
    const [asking, setAsking] = useState(false);
    const [typed, setTyped] = useState("");
    const [problem, setProblem] = useState("");
    const [working, setWorking] = useState(false);
    async function erase(event: FormEvent) {
        event.preventDefault();
        setWorking(true);
        setProblem("");
        try {
            await post<Erasure>(`/customers/${id}/erasure`);
            say(t("people.erase.done"));
            navigate("/customers/erasures", { replace: true });
        } catch (reason) {
            setProblem(sentenceOf(reason));
            setWorking(false);
        }
    }
    return (
        <section aria-labelledby="erase"><h2 id="erase" className="people-heading">{t("people.erase.title")}</h2>
            <p>{t("people.erase.lead")}</p>
            {!asking ? <p className="people-foot"><button type="button" className="button" data-kind="danger" onClick={() => setAsking(true)}><Icon name="trash" />{t("people.erase.ask")}</button></p> : (
                <form className="hold-form" onSubmit={(event) => void erase(event)}>
                    <label className="field"><span>{t("people.erase.confirm", { name })}</span><input className="input" autoFocus autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} /></label>
                    <span className="confirm"><button type="submit" className="button" data-kind="danger" disabled={working || typed.trim() !== name.trim()}>{t("people.erase.do")}</button>
                        <button type="button" className="button" data-kind="quiet" onClick={() => setAsking(false)}>{t("common.cancel")}</button></span>
                </form>
            )}
            {problem && <p className="problem" role="alert">{problem}</p>}
        </section>
    );
}
