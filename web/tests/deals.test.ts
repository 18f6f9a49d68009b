import assert from "node:assert/strict";
import { test } from "node:test";
import type { Opportunity, Pipeline } from "../shared/apiTypes";
import { columnsOf } from "../console/sales/columns";
import { weightedMinor } from "../console/sales/weigh";

test("deals are weighed unrounded and rounded half up at the end, as the forecast does", () => {
    // 3 333.5 + 25.25 = 3 358.75.
    assert.equal(weightedMinor([{ amount: 33_335, win: 0.1, service: 1 }, { amount: 101, win: 0.25, service: 1 }]), 3_359);
    // 400.4 of an unhappy customer + 74.25.
    assert.equal(weightedMinor([{ amount: 1_001, win: 0.5, service: 0.8 }, { amount: 99, win: 0.75, service: 1 }]), 475);
    assert.equal(weightedMinor([{ amount: 5, win: 0.1, service: 1 }]), 1);
    assert.equal(weightedMinor([{ amount: 4, win: 0.1, service: 1 }]), 0);
    // Too large for a double times ten thousand twice.
    assert.equal(weightedMinor([{ amount: 1_000_000_000_001, win: 0.5, service: 1 }]), 500_000_000_001);
    assert.equal(weightedMinor([]), 0);
});

test("a board puts deals into their stages, the one that came last on top, with sums by currency", () => {
    const stages = [{ id: "lead", name: "Lead", known_as: null, kind: "open", win_ratio: 0.1 }, { id: "won", name: "Won", known_as: null, kind: "won", win_ratio: 1 }];
    const deal = (number: number, stage: string, amount: number, moved: string, currency = "CNY", unhappy = false) => [String(number), {
        id: String(number), number, stage_id: stage, moved_at: moved, amount: { amount_minor: amount, currency }, is_unhappy: unhappy,
    }] as const;
    const byId = Object.fromEntries([
        deal(1, "lead", 1_000, "2026-11-01T00:00:00Z"), deal(2, "lead", 500, "2026-11-03T00:00:00Z", "CNY", true),
        deal(3, "lead", 70, "2026-11-02T00:00:00Z", "EUR"), deal(4, "won", 300, "2026-11-02T00:00:00Z", "CNY", true), deal(5, "elsewhere", 9, "2026-11-02T00:00:00Z"),
    ]) as unknown as Record<string, Opportunity>;
    const [lead, won] = columnsOf({ stages } as unknown as Pipeline, byId, 0.8);
    assert.deepEqual(lead?.deals.map((one) => one.number), [2, 3, 1]);
    // 1 000 × 0.1 + 500 × 0.1 × 0.8.
    assert.deepEqual(lead?.sums, [
        { sum: { amount_minor: 1_500, currency: "CNY" }, weighted: { amount_minor: 140, currency: "CNY" } },
        { sum: { amount_minor: 70, currency: "EUR" }, weighted: { amount_minor: 7, currency: "EUR" } },
    ]);
    assert.deepEqual(won?.sums, [{ sum: { amount_minor: 300, currency: "CNY" }, weighted: { amount_minor: 300, currency: "CNY" } }]);
});
