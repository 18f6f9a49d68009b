import assert from "node:assert/strict";
import { test } from "node:test";
import { changeOf } from "../reports/change";
import { grouping, readFilters, reportQuery, span, todayIn, usual, writeFilters } from "../reports/filters";

test("an address gives back the filters it was made from", () => {
    const chosen = { ...usual, period: "custom" as const, from: "2026-11-01", until: "2026-11-05", compare: false, team: "t1", cut: "agent" as const };
    assert.equal(writeFilters(chosen), "?from=2026-11-01&until=2026-11-05&compare=none&team=t1&by=agent");
    assert.deepEqual(readFilters(writeFilters(chosen)), chosen);
    assert.equal(writeFilters(usual), "");
});

test("a misspelt address shows the usual page", () => {
    assert.deepEqual(readFilters("?period=forever&by=moon&from=2026-11-05&until=2026-11-01"), usual);
});

test("a period ends with today and is half open", () => {
    assert.deepEqual(span(usual, "2026-11-23"), { from: "2026-10-25", to: "2026-11-24" });
    assert.deepEqual(span({ ...usual, period: "today" }, "2026-12-31"), { from: "2026-12-31", to: "2027-01-01" });
});

test("today is the company's day", () => {
    assert.equal(todayIn("Asia/Shanghai", new Date("2026-11-23T16:30:00Z")), "2026-11-24");
    assert.equal(todayIn("America/New_York", new Date("2026-11-23T02:00:00Z")), "2026-11-22");
});

test("long periods are cut by week, and the backlog never by tag", () => {
    assert.equal(grouping({ cuts: ["agent", "tag"] }, { ...usual, period: "365d" }, "2026-11-23"), "week");
    assert.equal(grouping({ cuts: ["agent"] }, { ...usual, cut: "tag" }, "2026-11-23"), "day");
    assert.equal(reportQuery({ cuts: ["tag"], subject: "tickets" }, { ...usual, cut: "tag", channel: "chat" }, "2026-11-23"), "from=2026-10-25&to=2026-11-24&group_by=tag&channel=chat");
});

test("a change says how much, which way, and whether it is welcome", () => {
    assert.deepEqual(changeOf(120, 100, "seconds", "less"), { direction: "up", good: false, amount: 20, unit: "percent" });
    assert.deepEqual(changeOf(0.72, 0.69, "ratio", "more"), { direction: "up", good: true, amount: 3, unit: "points" });
    assert.equal(changeOf(5, 0, "count", "neither"), null);
    assert.equal(changeOf(null, 0.5, "ratio", "more"), null);
});
