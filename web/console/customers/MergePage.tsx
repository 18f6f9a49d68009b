import { useState } from "react";
import type { CustomerMerge, MergePreview } from "../../shared/apiTypes";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { fetchCustomer } from "./customerState";
import { get, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { done } from "../shell/undo";
import { t } from "../shell/words";
import { fieldName, tableName, valueText } from "./peopleWords";
import { undoMerge } from "./undoMerge";

/** What merging two records would do, field by field, before it is done. */
export default function MergePage({ kept, merged }: { kept: string; merged: string }) {
    const [preview, setPreview] = useState<MergePreview | null>(null);
    const [choices, setChoices] = useState<Record<string, string>>({});
    const [problem, setProblem] = useState("");
    const [working, setWorking] = useState(false);
    const unread = useReading(() => {
        setPreview(null);
        setChoices({});
        return get<MergePreview>(`/customers/${kept}/merge-preview?other_id=${merged}`);
    }, [kept, merged], { take: setPreview });

    async function merge() {
        setWorking(true);
        setProblem("");
        try {
            const merge = await post<CustomerMerge>(`/customers/${kept}/merges`, { other_id: merged, fields: choices });
            await fetchCustomer(kept).catch(() => undefined);
            navigate(`/customers/${kept}`, { replace: true });
            done(t("people.merge.done", { name: merge.merged_name || t("console.customer.nameless") }), () => void undoMerge(merge));
        } catch (reason) {
            setProblem(sentenceOf(reason));
            setWorking(false);
        }
    }
    const nameOf = (name: string) => name || t("console.customer.nameless");
    return (
        <main className="page" id="main" tabIndex={-1}>
            <div className="people-page">
                <header className="people-head">
                    <h1>{t("people.merge.title")}</h1>
                    <Link to={`/customers/${kept}`} className="button" data-kind="quiet"><Icon name="chevron-left" />{t("console.back")}</Link>
                    <button type="button" className="button" onClick={() => navigate(`/customers/${merged}/merge/${kept}`, { replace: true })}><Icon name="arrow-left-right" />{t("people.merge.swap")}</button>
                    <p className="meta">{t("people.merge.lead")}</p>
                </header>
                <Unread of={unread} />
                {preview && (
                    <form onSubmit={(event) => { event.preventDefault(); void merge(); }}>
                        <div className="pair-sides">
                            <article className="pair-side"><span className="meta">{t("people.merge.kept")}</span><strong>{nameOf(preview.kept.name)}</strong></article>
                            <article className="pair-side"><span className="meta">{t("people.merge.goes")}</span><strong>{nameOf(preview.merged.name)}</strong></article>
                        </div>
                        <h2 className="people-heading">{t("people.merge.fields")}</h2>
                        {preview.fields.length === 0 && <p className="meta">{t("people.merge.noFields")}</p>}
                        {preview.fields.map((field) => (
                            <fieldset key={field.field} className="merge-field">
                                <legend>{fieldName(field.field)}</legend>
                                {(field.choices as string[]).map((choice) => (
                                    <label key={choice} className="merge-choice">
                                        <input type="radio" name={field.field} value={choice} checked={(choices[field.field] ?? field.choice) === choice} onChange={() => setChoices({ ...choices, [field.field]: choice })} />
                                        <span>{choice === "both" ? t("people.merge.both") : valueText(choice === "kept" ? field.kept : field.merged)}</span>
                                    </label>
                                ))}
                            </fieldset>
                        ))}
                        <h2 className="people-heading">{t("people.merge.moves")}</h2>
                        {preview.rows.length === 0 && <p className="meta">{t("people.merge.noRows")}</p>}
                        <ul className="count-list">
                            {preview.rows.map((row) => (
                                <li key={row.table}><span>{tableName(row.table)}</span><b>{row.moved.toLocaleString()}</b>
                                    {row.left > 0 && <span className="meta">{t("people.merge.left", { count: row.left })}</span>}</li>
                            ))}
                        </ul>
                        <footer className="people-foot">
                            <button type="submit" className="button" data-kind="primary" disabled={working}>{t("people.merge.do")}</button>
                            <span className="meta">{t("people.merge.undoable")}</span>
                        </footer>
                    </form>
                )}
                {problem && <p className="problem" role="alert">{problem}</p>}
            </div>
        </main>
    );
}
