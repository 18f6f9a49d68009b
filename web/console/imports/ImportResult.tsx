import { useState } from "react";
import { post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { fileFaultText, OneImport } from "./importTypes";

/** What an import came to: counts, the rows with errors, and the way back. */
export function ImportResult({ item, onUndo }: { item: OneImport; onUndo: () => void }) {
    const [asking, setAsking] = useState(false);
    const [problem, setProblem] = useState<string | null>(null);
    const counts = [["created", item.rows_created], ["updated", item.rows_updated], ["unchanged", item.rows_unchanged], ["skipped", item.rows_skipped], ["failed", item.rows_failed]] as const;
    async function undo() {
        setAsking(false);
        try {
            await post(`/imports/${item.id}/undo`);
            onUndo();
        } catch (thrown) {
            setProblem(sentenceOf(thrown));
        }
    }
    return (
        <>
            <dl className="import-counts">{counts.filter(([name, count]) => name !== "skipped" || count > 0).map(([name, count]) => <div key={name}><dt>{t(`console.imports.outcome_${name}`)}</dt><dd>{count.toLocaleString()}</dd></div>)}</dl>
            <p className="muted">{[
                t("console.labelled", { label: t("console.imports.onMatch"), value: t(`console.imports.onMatch_${item.on_match}`) }),
                ...(item.on_lookalike === "skip" ? [t("console.labelled", { label: t("console.imports.onLookalike"), value: t("console.imports.onLookalike_skip") })] : []),
            ].join(" · ")}</p>
            {item.state === "failed" && <p className="problem">{fileFaultText(item)}</p>}
            {item.rows_failed > 0 && (
                <p className="import-line"><a className="button" href={`/api/v1/imports/${item.id}/errors`} download><Icon name="download" />{t("console.imports.errors", { count: item.rows_failed })}</a>
                    <span className="muted">{t("console.imports.errorsHint")}</span></p>
            )}
            {item.can_undo && (
                <p className="import-line">{asking ? (
                    <span className="confirm"><span>{t("console.imports.undoAsk")}</span>
                        <button type="button" className="button" data-kind="danger" autoFocus onClick={() => void undo()}>{t("console.imports.undoYes")}</button>
                        <button type="button" className="button" data-kind="quiet" onClick={() => setAsking(false)}>{t("common.cancel")}</button></span>
                ) : <><button type="button" className="button" onClick={() => setAsking(true)}><Icon name="arrow-counterclockwise" />{t("console.imports.undo")}</button>
                    <span className="muted">{t("console.imports.undoHint")}</span></>}</p>
            )}
            {problem && <p className="problem" role="alert">{problem}</p>}
            {item.state === "undone" && <p role="status">{t("console.imports.undone", { count: item.undone, kept: item.kept })}</p>}
            {item.kept_records.length > 0 && (
                <section aria-label={t("console.imports.kept")}><h2 className="import-heading">{t("console.imports.kept")}</h2>
                    <ul className="setting-list">{item.kept_records.map((record) => (
                        <li key={record.id}><span className="setting-line"><strong className="one-line">{record.label || record.id}</strong><span className="meta">{t(`console.imports.reason_${record.reason}`)}</span></span></li>
                    ))}</ul></section>
            )}
        </>
    );
}
