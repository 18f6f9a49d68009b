import type { Opportunity, OpportunityChangeInput } from "../../shared/apiTypes";
import { get, patch, post, put, remove, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { t } from "../shell/words";
import { dealLeft, deals, dealsArrived, Stage, stageName, stageOf } from "./dealState";

const waiting = new Map<string, Promise<boolean>>();

/**
 * Shows a change at once and takes it back with a sentence when it is refused. What is done to one deal in quick succession
 * is sent in turn, each with the version the one before left.
 */
function act(deal: Opportunity, assumed: Partial<Opportunity>, ask: (version: number) => Promise<Opportunity>): Promise<boolean> {
    const { id } = deal;
    const now = () => deals.get().byId[id] ?? deal;
    dealsArrived([{ ...now(), ...assumed }]);
    const turn: Promise<boolean> = (waiting.get(id) ?? Promise.resolve(true)).then(async () => {
        try {
            const answer = await ask(now().version);
            const isLast = waiting.get(id) === turn;
            dealsArrived([isLast ? answer : { ...now(), version: answer.version }]);
            return true;
        } catch (problem) {
            say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" });
            await get<Opportunity>(`/opportunities/${id}`).then((real) => dealsArrived([real]), () => dealsArrived([deal]));
            return false;
        } finally {
            if (waiting.get(id) === turn) waiting.delete(id);
        }
    });
    waiting.set(id, turn);
    return turn;
}

/** Changes a deal. */
export function changeDeal(deal: Opportunity, change: OpportunityChangeInput, assumed: Partial<Opportunity> = {}): Promise<boolean> {
    return act(deal, assumed, (version) => patch<Opportunity>(`/opportunities/${deal.id}`, change, version));
}

/** Why a deal was lost. */
export interface Loss { lost_reason_id: string; lost_note: string }

/** Moves a deal to a stage; undoing puts it back where it stood. */
export async function moveDeal(deal: Opportunity, stage: Stage, loss: Loss | null = null, quiet = false): Promise<void> {
    if (deal.stage_id === stage.id && stage.kind !== "lost") return;
    const now = new Date().toISOString();
    const pipeline = deals.get().pipelines.find((one) => one.stages.some((held) => held.id === stage.id));
    const assumed: Partial<Opportunity> = {
        ...(pipeline ? { pipeline_id: pipeline.id } : {}), stage_id: stage.id, state: stage.kind, moved_at: now, won_at: stage.kind === "won" ? now : null, lost_at: stage.kind === "lost" ? now : null,
    };
    const moved = await act(deal, assumed, (version) => put<Opportunity>(
        `/opportunities/${deal.id}/stage`, { stage_id: stage.id, lost_reason_id: loss?.lost_reason_id ?? null, lost_note: loss?.lost_note ?? null }, version,
    ));
    if (!moved || quiet) return;
    done(t(stage.kind === "open" ? "sales.movedNow" : stage.kind === "won" ? "sales.wonNow" : "sales.lostNow", { title: deal.title, stage: stageName(stage) }), () => {
        const current = deals.get().byId[deal.id];
        const before = stageOf(deal);
        const loss = deal.lost_reason ? { lost_reason_id: deal.lost_reason.id, lost_note: deal.lost_note } : null;
        if (current && before) void moveDeal(current, before, loss, true);
    });
}

/** Removes a deal; undoing brings it back. */
export async function removeDeal(deal: Opportunity): Promise<void> {
    dealLeft(deal.id);
    try {
        await remove(`/opportunities/${deal.id}`);
        done(t("sales.removedNow", { title: deal.title }), () => {
            post<Opportunity>(`/opportunities/${deal.id}/restoration`).then((back) => dealsArrived([back]), (problem: unknown) => say(sentenceOf(problem), { tone: "danger" }));
        });
    } catch (problem) {
        dealsArrived([deal]);
        say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" });
    }
}
