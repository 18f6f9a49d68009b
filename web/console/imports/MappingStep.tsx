import { useEffect, useState } from "react";
import type { ImportPreview } from "../../shared/apiTypes";
import { Select } from "../shell/Field";
import { get, post, put, sentenceOf } from "../shell/http";
import { t } from "../shell/words";
import { ChoiceField } from "./ChoiceField";
import { fieldName, lookalikeChoices, matchChoices, OneImport } from "./importTypes";
import { LookalikeList } from "./LookalikeList";
import { PreviewList } from "./PreviewList";

const encodings = ["UTF-8", "GB18030", "BIG5-HKSCS", "CP1252", "UTF-16LE", "UTF-16BE"];
const delimiters = [[",", "comma"], [";", "semicolon"], ["\t", "tab"], ["|", "bar"]] as const;

/** Which column holds what, and what would come of it; each change is stored and tried at once. */
export function MappingStep({ item, onChange, onRun }: { item: OneImport; onChange: (item: OneImport) => void; onRun: () => void }) {
    const [preview, setPreview] = useState<ImportPreview | null>(null);
    const [problem, setProblem] = useState<string | null>(null);
    const [busy, setBusy] = useState(false);
    const missing = item.fields.filter((field) => field.required && item.columns[field.key] === undefined).map((field) => fieldName(item.fields, field.key));
    const mapped = JSON.stringify([item.columns, item.encoding, item.delimiter, item.on_match, item.on_lookalike]);
    const ready = missing.length === 0 && Object.keys(item.columns).length > 0;
    useEffect(() => {
        let current = true;
        setPreview(null);
        if (ready) get<ImportPreview>(`/imports/${item.id}/preview`).then((found) => { if (current) { setPreview(found); setProblem(null); } }, (thrown) => { if (current) setProblem(sentenceOf(thrown)); });
        return () => { current = false; };
    }, [item.id, mapped, ready]);

    async function change(body: object, part = "mapping") {
        setBusy(true);
        try {
            onChange(await put<OneImport>(`/imports/${item.id}/${part}`, body));
            setProblem(null);
        } catch (thrown) {
            setProblem(sentenceOf(thrown));
        } finally {
            setBusy(false);
        }
    }
    function choose(column: number, key: string) {
        const columns = Object.fromEntries(Object.entries(item.columns).filter(([field, place]) => place !== column && field !== key));
        if (key) columns[key] = column;
        if (Object.keys(columns).length === 0) setProblem(t("console.imports.needsOne")); else void change({ columns });
    }
    async function run() {
        setBusy(true);
        try {
            await post(`/imports/${item.id}/run`);
            onRun();
        } catch (thrown) {
            setProblem(sentenceOf(thrown));
            setBusy(false);
        }
    }
    const options: [string, string][] = [["", t("console.imports.leaveOut")], ...item.fields.map((field): [string, string] => [field.key, fieldName(item.fields, field.key) + (field.required ? " *" : "")])];
    return (
        <>
            <h2 className="import-heading">{t("console.imports.mapping")}</h2>
            <p className="muted">{t("console.imports.mappingHint")}</p>
            <ul className="import-columns">
                {item.header.map((heading, column) => {
                    const key = Object.keys(item.columns).find((field) => item.columns[field] === column) ?? "";
                    return (
                        <li key={column}>
                            <Select label={<><strong>{heading || t("console.imports.column", { number: column + 1 })}</strong> <span className="meta one-line">{item.samples.map((row) => row[column]).filter(Boolean).slice(0, 3).join(" · ")}</span></>}
                                value={key} options={options} onChange={(field) => choose(column, field)} />
                        </li>
                    );
                })}
            </ul>
            <details className="group"><summary>{t("console.imports.reads")}</summary>
                <div className="field-row"><Select label={t("console.imports.encoding")} value={item.encoding} options={encodings.map((name): [string, string] => [name, name])} onChange={(encoding) => void change({ encoding })} />
                    <Select label={t("console.imports.delimiter")} value={item.delimiter} options={delimiters.map(([sign, name]): [string, string] => [sign, t(`console.imports.delimiter_${name}`)])} onChange={(delimiter) => void change({ delimiter })} /></div>
            </details>
            <ChoiceField name="onMatch" choices={matchChoices} chosen={item.on_match} busy={busy} onChoose={(choice) => void change({ on_match: choice }, "matches")} />
            {missing.length > 0 && <p className="problem" role="alert">{t("console.imports.missing", { fields: missing.join(", ") })}</p>}
            {problem && <p className="problem" role="alert">{problem}</p>}
            {(item.on_lookalike !== "create" || (preview?.rows_lookalike ?? 0) > 0) && <ChoiceField name="onLookalike" choices={lookalikeChoices} chosen={item.on_lookalike} busy={busy} onChoose={(choice) => void change({ on_lookalike: choice }, "matches")} />}
            {preview && preview.lookalikes.length > 0 && <LookalikeList preview={preview} />}
            {preview && <PreviewList item={item} preview={preview} />}
            <footer className="form-foot"><button type="button" className="button" data-kind="primary" disabled={busy || !preview} onClick={() => void run()}>{t("console.imports.run", { count: item.rows_total })}</button></footer>
        </>
    );
}
