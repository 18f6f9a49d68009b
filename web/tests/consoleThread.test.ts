import "./consoleWords";
import assert from "node:assert/strict";
import { test } from "node:test";
import { threadItems } from "../console/tickets/threadItems";
import {
    hasGap, messageFailed, messageOutgoing, messagesArrived, newestSeq, Outgoing, threadOf, threads, typingChanged, typingExpired,
} from "../console/tickets/threadState";
import { message } from "./consoleCast";

const outgoing: Outgoing = {
    client_id: "mine", kind: "reply", text: "On its way", attachments: [], mentions: [], solve: false, seen_seq: 1,
    actions: null, state: "sending", problem: null, created_at: "2026-03-02T08:05:00Z",
};

test("messages come in any order and twice, and stand once in order", () => {
    messagesArrived("order", [message(3), message(1)]);
    messagesArrived("order", [message(2), message(3)]);
    assert.deepEqual(threadOf(threads.get(), "order").messages.map((one) => one.seq), [1, 2, 3]);
    assert.equal(newestSeq(threadOf(threads.get(), "order")), 3);
});

test("a missing number is noticed", () => {
    messagesArrived("gap", [message(1), message(3)]);
    assert.equal(hasGap(threadOf(threads.get(), "gap")), true);
    messagesArrived("gap", [message(2)]);
    assert.equal(hasGap(threadOf(threads.get(), "gap")), false);
});

test("the stored message takes the place of the one on its way", () => {
    messageOutgoing("echo", outgoing);
    messageFailed("echo", "mine", "offline");
    assert.equal(threadOf(threads.get(), "echo").outgoing[0]?.state, "failed");
    messagesArrived("echo", [message(1, { client_id: "mine", author: { kind: "agent", id: "u1", name: "Lin" } })]);
    assert.deepEqual(threadOf(threads.get(), "echo").outgoing, []);
});

test("typing ends with the message, or by itself", () => {
    typingChanged("typing", { id: "c1", name: "王梅", kind: "customer", note: false, until: 1000 }, true);
    typingExpired(999);
    assert.equal(threadOf(threads.get(), "typing").typists.length, 1);
    messagesArrived("typing", [message(1)]);
    assert.equal(threadOf(threads.get(), "typing").typists.length, 0);
    typingChanged("typing", { id: "c1", name: "王梅", kind: "customer", note: false, until: 1000 }, true);
    typingExpired(1000);
    assert.equal(threadOf(threads.get(), "typing").typists.length, 0);
});

test("days, the new line and groups stand where they belong", () => {
    const items = threadItems([
        message(1, { created_at: "2026-03-01T03:00:00Z" }),
        message(2, { created_at: "2026-03-02T03:00:00Z" }),
        message(3, { created_at: "2026-03-02T03:01:00Z" }),
        message(4, { created_at: "2026-03-02T03:02:00Z", kind: "event", event: { type: "created" } }),
        message(5, { created_at: "2026-03-02T03:20:00Z", author: { kind: "agent", id: "u1", name: "Lin" } }),
    ], 2, "u1");
    assert.deepEqual(items.map((item) => item.kind), ["day", "message", "day", "message", "new", "message", "event", "message"]);
    assert.deepEqual(items.map((item) => item.kind === "message" && item.first), [false, true, false, true, false, true, false, true]);
});
