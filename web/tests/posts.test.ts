import assert from "node:assert/strict";
import { test } from "node:test";
import type { Post } from "../shared/apiTypes";
import { asOf, dayKey, daysOf, lengthOn, partsOf, wordsOf } from "../console/marketing/postRules";

test("a text is as long as the platform counts it", () => {
    assert.deepEqual(lengthOn("weibo", "春茶到了"), { length: 4, limit: 2000 });
    // Four characters twice, an emoji as two, a link as 23 however long, and two spaces.
    assert.deepEqual(lengthOn("x", `春茶到了 🍵 https://tea.example/${"x".repeat(80)}`), { length: 8 + 1 + 2 + 1 + 23, limit: 280 });
    assert.deepEqual(lengthOn("x", "New teas"), { length: 8, limit: 280 });
    assert.equal(lengthOn("wechat", "x"), null);
});

test("what is copied is everything one pastes, without gaps for what is not there", () => {
    assert.equal(wordsOf({ title: "Spring", text: "New teas", url: "https://tea.example" }), "Spring\n\nNew teas\n\nhttps://tea.example");
    assert.equal(wordsOf({ title: "", text: "New teas", url: null }), "New teas");
});

test("a month's page holds whole weeks from Monday", () => {
    const days = daysOf(new Date(2026, 10, 1));
    // The first of November 2026 is a Sunday: six weeks.
    assert.equal(days.length, 42);
    assert.equal(dayKey(days[0] ?? new Date()), "2026-10-26");
    assert.equal(dayKey(days[41] ?? new Date()), "2026-12-06");
    // February 2027 begins on a Monday and ends on a Sunday.
    assert.equal(daysOf(new Date(2027, 1, 1)).length, 28);
});

test("what is planned is due once its time has come, also on a page read before", () => {
    const post = { state: "planned", planned_for: "2026-11-28T10:00:00Z" } as Post;
    assert.equal(asOf(post, Date.parse("2026-11-28T09:59:59Z")).state, "planned");
    assert.equal(asOf(post, Date.parse("2026-11-28T10:00:00Z")).state, "due");
    assert.equal(asOf({ ...post, state: "skipped" }, Date.parse("2026-11-29T10:00:00Z")).state, "skipped");
});

test("the list begins with what goes out next; ideas and what is over follow, the latest first", () => {
    const post = (id: string, state: string, planned: string | null, posted: string | null = null) => ({ id, state, planned_for: planned, posted_at: posted, created_at: "2026-11-01T00:00:00Z" }) as Post;
    const parts = partsOf([
        post("a", "planned", "2026-12-02T00:00:00Z"), post("b", "due", "2026-11-28T00:00:00Z"), post("c", "posted", "2026-11-02T00:00:00Z", "2026-11-20T00:00:00Z"),
        post("d", "skipped", "2026-11-25T00:00:00Z"), post("e", "draft", null),
    ]);
    assert.deepEqual(parts.map((part) => [part.name, part.items.map((one) => one.id)]), [["next", ["b", "a"]], ["ideas", ["e"]], ["over", ["d", "c"]]]);
});
