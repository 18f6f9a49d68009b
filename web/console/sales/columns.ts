import type { Money, Opportunity, Pipeline } from "../../shared/apiTypes";
import type { Stage } from "./dealState";
import { weightedMinor } from "./weigh";

/** One stage of a board with the deals in it and what they add up to, by currency. */
export interface Column { stage: Stage; deals: readonly Opportunity[]; sums: readonly Sum[] }

/** What the deals of one currency add up to, and what that is worth by the forecast's rule. */
export interface Sum { sum: Money; weighted: Money }

/** The board of a pipeline: its stages, the deals that came last on top. */
export function columnsOf(pipeline: Pipeline, byId: Readonly<Record<string, Opportunity>>, unhappyRatio: number): readonly Column[] {
    const byStage = new Map<string, Opportunity[]>(pipeline.stages.map((stage) => [stage.id, []]));
    for (const deal of Object.values(byId)) byStage.get(deal.stage_id)?.push(deal);
    return pipeline.stages.map((stage) => {
        const held = byStage.get(stage.id) ?? [];
        held.sort((a, b) => a.moved_at < b.moved_at ? 1 : a.moved_at > b.moved_at ? -1 : b.number - a.number);
        return { stage, deals: held, sums: sumsOf(held, stage, unhappyRatio) };
    });
}

function sumsOf(held: readonly Opportunity[], stage: Stage, unhappyRatio: number): readonly Sum[] {
    const byCurrency = new Map<string, Opportunity[]>();
    for (const deal of held) {
        const same = byCurrency.get(deal.amount.currency);
        if (same) same.push(deal);
        else byCurrency.set(deal.amount.currency, [deal]);
    }
    return [...byCurrency].sort(([a], [b]) => a < b ? -1 : 1).map(([currency, same]) => ({
        sum: { amount_minor: same.reduce((sum, deal) => sum + deal.amount.amount_minor, 0), currency },
        weighted: {
            currency,
            amount_minor: weightedMinor(same.map((deal) => ({ amount: deal.amount.amount_minor, win: stage.win_ratio, service: stage.kind === "open" && deal.is_unhappy ? unhappyRatio : 1 }))),
        },
    }));
}
