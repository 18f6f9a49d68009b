import assert from "node:assert/strict";
import { test } from "node:test";
import { actsOf, tomorrow } from "../console/today/todayRules";
import type { TodayLine } from "../console/today/todayState";

const line = (more: Partial<TodayLine> = {}) => ({ id: "1", kind: "call", title: "", detail: "", path: "/", phone: null, ...more }) as TodayLine;

test("tomorrow keeps the hour something had, and is nine o'clock without one", () => {
    const now = new Date(2026, 10, 30, 18, 40);
    assert.equal(tomorrow(now, null), new Date(2026, 11, 1, 9).toISOString());
    assert.equal(tomorrow(now, new Date(2026, 10, 20, 15, 5).toISOString()), new Date(2026, 11, 1, 15, 5).toISOString());
});

test("a line offers what its record and one's rights allow", () => {
    const all = () => true;
    const none = () => false;
    assert.deepEqual(actsOf("chats", line(), all), ["reply", "tomorrow", "done"]);
    assert.deepEqual(actsOf("chats", line(), none), []);
    assert.deepEqual(actsOf("activities", line({ phone: "1" }), all), ["call", "tomorrow", "done"]);
    assert.deepEqual(actsOf("activities", line({ phone: "1" }), none), ["call"]);
    assert.deepEqual(actsOf("posts", line(), all), ["tomorrow", "done"]);
    assert.deepEqual(actsOf("posts", line(), none), []);
    assert.deepEqual(actsOf("contracts", line(), none), ["tomorrow"]);
    assert.deepEqual(actsOf("scheduled", line(), all), []);
    assert.deepEqual(actsOf("quotes", line({ phone: "1" }), none), ["call", "tomorrow"]);
});
