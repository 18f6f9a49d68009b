import type { ImportPreview } from "../../shared/apiTypes";
import { t } from "../shell/words";
import { faultText, fieldName, OneImport, skippedText } from "./importTypes";

/** How the first rows would be taken, with what is wrong in words. */
export function PreviewList({ item, preview }: { item: OneImport; preview: ImportPreview }) {
    const inOrder = Object.keys(item.columns).sort((a, b) => (item.columns[a] ?? 0) - (item.columns[b] ?? 0));
    const left = preview.rows_tried < item.rows_total;
    return (
        <section aria-label={t("console.imports.preview")}>
            <h2 className="import-heading">{t("console.imports.preview")}</h2>
            <p role="status">{t(left ? "console.imports.triedFirst" : "console.imports.tried", { count: preview.rows_tried, created: preview.rows_created, updated: preview.rows_updated, unchanged: preview.rows_unchanged, failed: preview.rows_failed })}{skippedText(preview.rows_skipped)}</p>
            <ol className="import-rows">
                {preview.rows.map((row) => (
                    <li key={row.row} className={`is-${row.outcome}`}>
                        <span className="meta">{row.row}</span>
                        <span className="badge">{t(`console.imports.outcome_${row.outcome}`)}</span>
                        <span className="import-values">{inOrder.map((key) => row.values[key] !== undefined && <span key={key}><span className="meta">{fieldName(item.fields, key)}</span> {row.values[key]}</span>)}</span>
                        {row.faults.map((fault, place) => <span key={place} className="problem">{faultText(item.fields, fault)}</span>)}
                    </li>
                ))}
            </ol>
        </section>
    );
}
