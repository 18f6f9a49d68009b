import { createStore } from "../../shared/store";
import type { Board, LostReason, Opportunity, OpportunityInput, Pipeline } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, post } from "../shell/http";
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

/** The stage a deal stands in. */
export function stageOf(deal: Opportunity): Stage | undefined {
    return deals.get().pipelines.find((pipeline) => pipeline.id === deal.pipeline_id)?.stages.find((stage) => stage.id === deal.stage_id);
}

/** What a stage is called, in the reader's language while it has the name it came with. */
export function stageName(stage: Stage): string {
    return stage.known_as ? t(`console.deals.stage_${stage.known_as}`) : stage.name;
}
