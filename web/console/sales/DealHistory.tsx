import { useState } from "react";
import type { Opportunity, OpportunityChange } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { moneyText } from "../orders/money";
import { get } from "../shell/http";
import { Moment } from "../shell/Moment";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { dayOf } from "./days";
import { deals, stageName } from "./dealState";

/** What happened to a deal, newest first: each line says what is different from the one before it. */
export function DealHistory({ deal }: { deal: Opportunity }) {
    const [items, setItems] = useState<readonly OpportunityChange[]>([]);
    const unread = useReading(() => get<Page<OpportunityChange>>(`/opportunities/${deal.id}/changes?limit=50`), [deal.id, deal.version], { take: (page) => setItems(page.items) });
    return (
        <>
            <Unread of={unread} />
            <ol className="plain-list deal-history">
                {items.map((item, index) => (
                    <li key={item.version}><div><p>{sentence(item)}</p>{differences(item, items[index + 1]).map((line) => <p key={line} className="meta">{line}</p>)}</div>
                        <span className="meta">{item.actor_name} <Moment at={item.at} /></span></li>
                ))}
            </ol>
        </>
    );
}

function sentence(item: OpportunityChange): string {
    return t(`sales.change.${item.kind}`, { stage: nameOfStage(item) });
}

function differences(item: OpportunityChange, before: OpportunityChange | undefined): string[] {
    if (!before) return [];
    const lines: string[] = [];
    const from = (old: string, now: string) => t("sales.change.fromTo", { from: old, to: now });
    if (item.title !== before.title) lines.push(from(before.title, item.title));
    if (item.amount.amount_minor !== before.amount.amount_minor || item.amount.currency !== before.amount.currency) lines.push(from(moneyText(before.amount), moneyText(item.amount)));
    if (item.expected_close_on !== before.expected_close_on) lines.push(from(before.expected_close_on ? dayOf(before.expected_close_on) : "–", item.expected_close_on ? dayOf(item.expected_close_on) : "–"));
    if (item.owner_name !== before.owner_name) lines.push(from(before.owner_name ?? t("sales.nobody"), item.owner_name ?? t("sales.nobody")));
    return lines;
}

function nameOfStage(item: OpportunityChange): string {
    const stage = deals.get().pipelines.flatMap((pipeline) => pipeline.stages).find((one) => one.id === item.stage_id);
    return stage ? stageName(stage) : item.stage_name;
}
