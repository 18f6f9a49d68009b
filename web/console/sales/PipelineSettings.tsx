import { useState } from "react";
import type { Pipeline } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, patch, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { pipelineName } from "./dealNames";
import { stageName } from "./dealState";
import { PipelineDialog } from "./PipelineDialog";
import { percent } from "./quoteState";

/** The company's pipelines: those in use, and those put away. */
export function PipelineSettings() {
    const [pipelines, setPipelines] = useState<readonly Pipeline[] | null>(null);
    const [times, setTimes] = useState(0);
    const [open, setOpen] = useState<{ pipeline: Pipeline | null } | null>(null);
    const again = () => setTimes((before) => before + 1);
    const unread = useReading(() => get<Page<Pipeline>>("/pipelines?archived=true"), [times], { take: (page) => setPipelines(page.items) });
    const used = pipelines?.filter((one) => !one.archived_at) ?? [];
    const away = pipelines?.filter((one) => one.archived_at) ?? [];
    async function bringBack(pipeline: Pipeline) {
        try {
            await patch<Pipeline>(`/pipelines/${pipeline.id}`, { archived: false }, pipeline.version);
            say(t("console.saved"));
            again();
        } catch (reason) {
            say(t("console.notSaved", { reason: sentenceOf(reason) }), { tone: "danger" });
        }
    }
    return (
        <section aria-label={t("sales.settings.pipelines")}>
            <header className="page-title"><div><h2>{t("sales.settings.pipelines")}</h2><p className="muted">{t("sales.settings.pipelinesLead")}</p></div>
                <button type="button" className="button" onClick={() => setOpen({ pipeline: null })}><Icon name="plus-lg" />{t("sales.settings.addPipeline")}</button></header>
            <Unread of={unread} />
            <ul className="setting-list">{used.map((one) => (
                <li key={one.id}><button type="button" className="setting-line" onClick={() => setOpen({ pipeline: one })}><strong>{pipelineName(one)}</strong>
                    {one.is_default && <span className="badge">{t("sales.settings.default")}</span>}
                    <span className="meta">{one.stages.filter((stage) => stage.kind === "open").map((stage) => `${stageName(stage)} ${percent(stage.win_ratio * 10_000)}`).join(" · ")}</span></button></li>
            ))}</ul>
            {away.length > 0 && <details className="group-body"><summary>{t("sales.settings.putAway", { count: away.length })}</summary>
                <ul className="setting-list">{away.map((one) => (
                    <li key={one.id}><span className="setting-line muted">{pipelineName(one)}</span><button type="button" className="button" data-kind="quiet" aria-label={t("sales.settings.useNamed", { name: pipelineName(one) })} onClick={() => void bringBack(one)}>{t("sales.settings.useAgain")}</button></li>
                ))}</ul></details>}
            {open && <PipelineDialog pipeline={open.pipeline} all={used} onClose={() => setOpen(null)} onSaved={again} />}
        </section>
    );
}
