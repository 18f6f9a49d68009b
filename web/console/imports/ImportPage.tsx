import { DragEvent, useEffect, useState } from "react";
import type { Import } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { navigate, usePlace } from "../shell/router";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { ImportSteps } from "./ImportSteps";
import { fileFaultText, isBusy, kinds, OneImport, skippedText } from "./importTypes";

/** Tables on their way in: a new one, one in work, and those of the past. */
export default function ImportPage() {
    const id = usePlace().query.get("id");
    return id ? <ImportSteps key={id} id={id} /> : <Imports />;
}

function Imports() {
    const [kind, setKind] = useState<string>("customers");
    const [items, setItems] = useState<readonly Import[] | null>(null);
    const [dropping, setDropping] = useState(false);
    const [sending, setSending] = useState<string | null>(null);
    const [problem, setProblem] = useState<string | null>(null);
    const [times, setTimes] = useState(0);
    const unread = useReading(() => get<Page<Import>>("/imports?limit=20"), [times], { take: (page) => setItems(page.items) });
    const busy = items?.some(isBusy) ?? false;
    useEffect(() => {
        if (!busy) return;
        const timer = setInterval(() => setTimes((before) => before + 1), 2000);
        return () => clearInterval(timer);
    }, [busy]);

    async function send(file: File | undefined) {
        if (!file || sending) return;
        const form = new FormData();
        form.append("kind", kind);
        form.append("file", file, file.name);
        setSending(file.name);
        setProblem(null);
        try {
            navigate(`/settings/import?id=${(await post<OneImport>("/imports", form)).id}`);
        } catch (thrown) {
            setProblem(sentenceOf(thrown));
            setSending(null);
        }
    }
    function drop(event: DragEvent) {
        event.preventDefault();
        setDropping(false);
        void send(event.dataTransfer.files[0]);
    }
    return (
        <>
            <header className="page-title"><div><h1>{t("console.settings.import")}</h1><p className="muted">{t("console.imports.lead")}</p></div></header>
            <div className="segments import-kinds" role="radiogroup" aria-label={t("console.imports.kind")}>
                {kinds.map((name) => <button type="button" key={name} role="radio" aria-checked={kind === name} onClick={() => setKind(name)}>{t(`console.imports.kind_${name}`)}</button>)}
            </div>
            <label className={`import-drop${dropping ? " is-dropping" : ""}`} onDragOver={(event) => { event.preventDefault(); setDropping(true); }} onDragLeave={() => setDropping(false)} onDrop={drop}>
                <Icon name="box-arrow-in-down" />
                <strong>{sending ? t("console.imports.reading", { name: sending }) : t("console.imports.choose")}</strong>
                <span className="muted">{t(`console.imports.hint_${kind}`)}</span>
                <input type="file" accept=".csv,.tsv,.txt,text/csv" disabled={sending !== null} onChange={(event) => { void send(event.target.files?.[0]); event.target.value = ""; }} />
            </label>
            <Unread of={unread} />
            {problem && <p className="problem" role="alert">{problem}</p>}
            <h2 className="import-heading">{t("console.imports.past")}</h2>
            {items?.length === 0 && <p className="empty-line">{t("console.imports.none")}</p>}
            <ul className="setting-list">
                {items?.map((item) => (
                    <li key={item.id}><Link to={`/settings/import?id=${item.id}`} className="setting-line">
                        <strong className="one-line">{item.file_name}</strong>
                        <span className="meta">{t(`console.imports.kind_${item.kind}`)} · {countsText(item)}{item.created_by_name === dropFolder && ` · ${t("console.imports.dropFolder")}`}</span>
                        <span className={`badge${isBusy(item) ? " badge-accent" : ""}`}>{t(`console.imports.state_${item.state}`)}</span>
                        <Moment at={item.created_at} className="meta" />
                    </Link></li>
                ))}
            </ul>
        </>
    );
}

/** Whose imports came by the folder an ERP puts files into, as the server names it. */
const dropFolder = "ERP drop folder";

function countsText(item: Import): string {
    if (item.state === "failed" && item.rows_done === 0) return fileFaultText(item);
    if (item.state === "uploaded") return t("console.imports.rows", { count: item.rows_total });
    return t("console.imports.counts", { created: item.rows_created, updated: item.rows_updated, unchanged: item.rows_unchanged, failed: item.rows_failed }) + skippedText(item.rows_skipped);
}
