import { useState } from "react";
import type { Pipeline, PipelineInput } from "../../shared/apiTypes";
import { EditorDialog } from "../settings/EditorDialog";
import { Check, Field } from "../shell/Field";
import { ApiProblem, patch, post, Refusal } from "../shell/http";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { pipelineName } from "./dealNames";
import { stageName } from "./dealState";
import { OrderedList, reordered } from "./OrderedList";
import { basisPointsOf } from "./shares";

/** A stage as it is being written: its chance is still a text. */
interface DraftStage { key: string; id: string | null; name: string; chance: string }

let made = 0;
const blank = (name = "", chance = ""): DraftStage => ({ key: `new${(made += 1)}`, id: null, name, chance });

interface Props { pipeline: Pipeline | null; all: readonly Pipeline[]; onClose: () => void; onSaved: () => void }

/** Names a pipeline and its open stages, each with its chance; deals in a stage that goes are moved to another. */
export function PipelineDialog({ pipeline, all, onClose, onSaved }: Props) {
    const shown = pipeline ? pipelineName(pipeline) : "";
    const [name, setName] = useState(shown);
    const [stages, setStages] = useState<readonly DraftStage[]>(() => pipeline
        ? pipeline.stages.filter((stage) => stage.kind === "open").map((stage) => ({ key: stage.id, id: stage.id, name: stageName(stage), chance: String(Math.round(stage.win_ratio * 10_000) / 100) }))
        : [blank(t("console.deals.stage_lead"), "10"), blank(t("console.deals.stage_proposal"), "50")]);
    const [isDefault, setDefault] = useState(pipeline?.is_default ?? false);
    const [archives, setArchives] = useState(false);
    // Asked for only when the server says that deals stand in what would go.
    const [asks, setAsks] = useState(false);
    const [dealsTo, setDealsTo] = useState("");
    const change = (key: string, part: Partial<DraftStage>) => setStages(stages.map((one) => one.key === key ? { ...one, ...part } : one));
    const kept = new Set(stages.map((stage) => stage.id));
    const targets = all.filter((one) => !(archives && one.id === pipeline?.id))
        .map((one) => ({ pipeline: one, stages: one.stages.filter((stage) => stage.kind === "open" && (one.id !== pipeline?.id || kept.has(stage.id))) }));

    /** A name that came with Deskbell is sent as it is kept, so that it goes on being said in the reader's language. */
    function sentName(stage: DraftStage): string {
        const known = pipeline?.stages.find((one) => one.id === stage.id);
        return known && stageName(known) === stage.name.trim() ? known.name : stage.name.trim();
    }
    async function save() {
        const sent = stages.map((stage) => {
            const points = stage.chance.trim() === "" ? null : basisPointsOf(stage.chance);
            if (points === null) throw new Refusal(t("sales.quotes.noShare"));
            return { id: stage.id, name: sentName(stage), win_ratio: points / 10_000 };
        });
        const target: Pick<PipelineInput, "deals_to"> = asks && dealsTo ? { deals_to: dealsTo } : {};
        const named = pipeline && name.trim() === shown ? pipeline.name : name.trim();
        try {
            if (!pipeline) await post<Pipeline>("/pipelines", { name: named, stages: sent, is_default: isDefault });
            else await patch<Pipeline>(`/pipelines/${pipeline.id}`, archives ? { archived: true, ...target } : { name: named, stages: sent, is_default: isDefault, ...target }, pipeline.version);
        } catch (problem) {
            if (!(problem instanceof ApiProblem) || problem.document.type !== "/problems/stage-in-use") throw problem;
            setAsks(true);
            throw new Refusal(t("sales.settings.dealsStand"));
        }
        onSaved();
    }
    return (
        <EditorDialog title={t(pipeline ? "sales.settings.editPipeline" : "sales.settings.addPipeline")} onClose={onClose} onSave={save} saveLabel={archives ? t("sales.settings.putAwayNow") : t("console.save")}>
            {!archives && (
                <>
                    <Field label={t("console.name")} value={name} onChange={setName} required maxLength={60} autoFocus={!pipeline} />
                    <fieldset className="stage-drafts"><legend>{t("sales.settings.stages")}</legend>
                        <p className="hint">{t("sales.settings.stagesHint")}</p>
                        <OrderedList items={stages} keyOf={(stage) => stage.key} nameOf={(stage) => stage.name} label={t("sales.settings.stages")} onMove={(from, to) => setStages(reordered(stages, from, to))}
                            row={(stage, place) => (
                                <>
                                    <input className="input" value={stage.name} required maxLength={60} aria-label={t("sales.settings.stageName", { place: String(place + 1) })} onChange={(event) => change(stage.key, { name: event.target.value })} />
                                    <span className="stage-chance"><input className="input" value={stage.chance} required inputMode="decimal" aria-label={t("sales.settings.chanceOf", { name: stage.name })} onChange={(event) => change(stage.key, { chance: event.target.value })} /> %</span>
                                    <button type="button" className="icon-button is-small" disabled={stages.length === 1} aria-label={t("console.removeNamed", { name: stage.name })} onClick={() => setStages(stages.filter((one) => one.key !== stage.key))}><Icon name="trash" /></button>
                                </>
                            )} />
                        <button type="button" className="link" disabled={stages.length >= 20} onClick={() => setStages([...stages, blank()])}>{t("sales.settings.addStage")}</button>
                        <p className="hint">{t("sales.settings.ends")}</p>
                    </fieldset>
                    <Check label={t("sales.settings.isDefault")} hint={t("sales.settings.isDefaultHint")} checked={isDefault} disabled={pipeline?.is_default ?? false} onChange={setDefault} />
                </>
            )}
            {pipeline && !pipeline.is_default && <Check label={t("sales.settings.archive")} hint={t("sales.settings.archiveHint")} checked={archives} onChange={(value) => { setArchives(value); setDealsTo(""); }} />}
            {asks && (
                <label className="field"><span>{t("sales.settings.dealsTo")}</span>
                    <select className="input" value={dealsTo} required onChange={(event) => setDealsTo(event.target.value)}>
                        <option value="" />
                        {targets.map((group) => <optgroup key={group.pipeline.id} label={pipelineName(group.pipeline)}>{group.stages.map((stage) => <option key={stage.id} value={stage.id}>{stageName(stage)}</option>)}</optgroup>)}
                    </select></label>
            )}
        </EditorDialog>
    );
}
