import { createStore } from "../../shared/store";
import type { Board, LostReason, Opportunity, OpportunityChangeInput, OpportunityInput, Pipeline } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, patch, post, put, remove, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { t } from "../shell/words";

/** A stage of a pipeline. */
export type Stage = Pipeline["stages"][number];

/** The deals of the console, and the boards they stand on. */
export interface DealState {
    byId: Readonly<Record<string, Opportunity>>;
    pipelines: readonly Pipeline[];
    reasons: readonly LostReason[];
    /** By how much deals of unhappy customers count. */
    unhappyRatio: number;
    /** The pipelines whose board has come whole, and those too large for it. */
    boards: Readonly<Record<string, boolean>>;
    ofCustomer: Readonly<Record<string, readonly string[]>>;
}

/** What is known of deals. */
export const deals = createStore<DealState>({ byId: {}, pipelines: [], reasons: [], unhappyRatio: 1, boards: {}, ofCustomer: {} });

/** Deals came or changed. */
export function dealsArrived(arrived: readonly Opportunity[]): void {
    deals.update((state) => ({ ...state, byId: { ...state.byId, ...Object.fromEntries(arrived.map((deal) => [deal.id, deal])) } }));
}

/** A deal is no longer there. */
export function dealLeft(id: string): void {
    deals.update((state) => {
        const byId = { ...state.byId };
        delete byId[id];
        return { ...state, byId };
    });
}

/** Loads the pipelines and the reasons deals are lost for. */
export async function fetchPipelines(): Promise<void> {
    const [pipelines, reasons] = await Promise.all([get<Page<Pipeline>>("/pipelines"), get<Page<LostReason>>("/lost-reasons")]);
    deals.update((state) => ({ ...state, pipelines: pipelines.items, reasons: reasons.items }));
}

/** Loads a pipeline with everything on its board. */
export async function fetchBoard(id: string): Promise<void> {
    const board = await get<Board>(`/pipelines/${id}/board`);
    deals.update((state) => {
        const kept = Object.entries(state.byId).filter(([, deal]) => deal.pipeline_id !== id);
        return {
            ...state, unhappyRatio: board.unhappy_ratio, boards: { ...state.boards, [id]: board.is_whole },
            byId: Object.fromEntries([...kept, ...board.opportunities.map((deal) => [deal.id, deal] as const)]),
        };
    });
}

/** Loads one deal by its number. */
export async function fetchDeal(number: number): Promise<void> {
    dealsArrived([await get<Opportunity>(`/opportunities/${number}`)]);
}

/** Loads a customer's latest deals. */
export async function fetchDealsOf(customer: string): Promise<void> {
    const { items } = await get<Page<Opportunity>>(`/opportunities?customer_id=${customer}&limit=20`);
    dealsArrived(items);
    deals.update((state) => ({ ...state, ofCustomer: { ...state.ofCustomer, [customer]: items.map((deal) => deal.id) } }));
}

/** Adds a deal. */
export async function addDeal(input: OpportunityInput): Promise<Opportunity> {
    const deal = await post<Opportunity>("/opportunities", input);
    dealsArrived([deal]);
    return deal;
}

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

/** The stage a deal stands in. */
export function stageOf(deal: Opportunity): Stage | undefined {
    return deals.get().pipelines.find((pipeline) => pipeline.id === deal.pipeline_id)?.stages.find((stage) => stage.id === deal.stage_id);
}

/** What a stage is called, in the reader's language while it has the name it came with. */
export function stageName(stage: Stage): string {
    return stage.known_as ? t(`console.deals.stage_${stage.known_as}`) : stage.name;
}

/** What a pipeline is called. */
export function pipelineName(pipeline: Pipeline): string {
    return pipeline.known_as ? t(`sales.pipeline.${pipeline.known_as}`) : pipeline.name;
}

/** What a reason is called. */
export function reasonName(reason: { id: string; name: string }): string {
    const known = deals.get().reasons.find((one) => one.id === reason.id);
    return known ? knownReason({ ...known, name: reason.name }) : reason.name;
}

/** What a reason of the list is called, in the reader's language while it has the name it came with. */
export function knownReason(reason: LostReason): string {
    return reason.known_as ? t(`sales.reason.${reason.known_as}`) : reason.name;
}
