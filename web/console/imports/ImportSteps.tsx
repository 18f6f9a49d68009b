import { useCallback, useEffect, useState } from "react";
import { get, post, remove, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { navigate } from "../shell/router";
import { t } from "../shell/words";
import { ImportResult } from "./ImportResult";
import { isBusy, OneImport } from "./importTypes";
import { MappingStep } from "./MappingStep";

/** One import from the file to the end: mapping, preview, progress, result. */
export function ImportSteps({ id }: { id: string }) {
    const [item, setItem] = useState<OneImport | null>(null);
    const [problem, setProblem] = useState<string | null>(null);
    const load = useCallback(() => get<OneImport>(`/imports/${id}`).then((found) => { setItem(found); setProblem(null); }, (thrown) => setProblem(sentenceOf(thrown))), [id]);
    useEffect(() => { void load(); }, [load]);
    const busy = item !== null && isBusy(item);
    useEffect(() => {
        if (!busy) return;
        const timer = setInterval(() => void load(), 1000);
        return () => clearInterval(timer);
    }, [busy, load]);
    const leave = () => navigate("/settings/import");
    async function stop() {
        try {
            await remove(`/imports/${id}`);
            if (item?.state === "uploaded") leave(); else await load();
        } catch (thrown) {
            setProblem(sentenceOf(thrown));
        }
    }
    async function goOn() {
        try {
            await post(`/imports/${id}/${item?.state === "undoing" ? "undo" : "run"}`);
            await load();
        } catch (thrown) {
            setProblem(sentenceOf(thrown));
        }
    }
    return (
        <>
            <button type="button" className="button" data-kind="quiet" onClick={leave}><Icon name="chevron-left" />{t("console.imports.all")}</button>
            {item && <header className="page-title"><div><h1 className="import-name">{item.file_name}</h1>
                <p className="muted">{t(`console.imports.kind_${item.kind}`)} · {t("console.imports.rows", { count: item.rows_total })} · {t(`console.imports.state_${item.state}`)}</p></div>
                {item.state === "uploaded" && <button type="button" className="button" data-kind="quiet" onClick={() => void stop()}>{t("console.imports.discard")}</button>}</header>}
            {problem && <p className="problem" role="alert">{problem}</p>}
            {item?.state === "uploaded" && <MappingStep item={item} onChange={setItem} onRun={() => void load()} />}
            {item && busy && <Progress item={item} onStop={() => void stop()} onGoOn={() => void goOn()} />}
            {item && !busy && item.state !== "uploaded" && <ImportResult item={item} onUndo={() => void load()} />}
        </>
    );
}

function Progress({ item, onStop, onGoOn }: { item: OneImport; onStop: () => void; onGoOn: () => void }) {
    const undoing = item.state === "undoing";
    const done = undoing ? item.undone + item.kept : item.rows_done;
    const total = undoing ? item.undo_total : item.rows_total;
    const text = t(undoing ? "console.imports.undoing" : "console.imports.running", { done, total });
    return (
        <section className="import-progress" aria-label={t("console.imports.progress")}>
            <progress max={Math.max(1, total)} value={done} aria-label={text} />
            <p role="status">{text}</p>
            {item.is_stalled && <p className="problem" role="alert">{t(undoing ? "console.imports.stalledUndo" : "console.imports.stalled")}</p>}
            {item.is_stalled && <button type="button" className="button" data-kind="primary" onClick={onGoOn}>{t("console.imports.goOn")}</button>}
            {!undoing && <button type="button" className="button" onClick={onStop}>{t("console.imports.stop")}</button>}
        </section>
    );
}
