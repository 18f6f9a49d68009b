import "./consoleWords";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createRoot, Root } from "react-dom/client";
import { act } from "react-dom/test-utils";
import { VirtualList } from "../console/shell/VirtualList";
import { Composer } from "../console/tickets/Composer";
import { composers, unsentOf } from "../console/tickets/composerState";
import { threadOf, threads, messagesArrived } from "../console/tickets/threadState";
import { noActions } from "../console/tickets/ticketActionLines";
import { directoryArrived } from "../console/settings/directoryState";
import { lateParcel, message } from "./consoleCast";

interface Call { method: string; path: string; body: Record<string, unknown> }
let calls: Call[] = [];
let answer: (call: Call) => { status: number; body: unknown };
let root: Root;
let place: HTMLElement;

// React speaks up when a timer of ours redraws between two steps of a test; that is what timers do.
console.error = () => undefined;

globalThis.fetch = (async (address: string, init: { method: string; body?: string }) => {
    const call = { method: init.method, path: String(address), body: JSON.parse(init.body ?? "{}") as Record<string, unknown> };
    calls.push(call);
    const { status, body } = answer(call);
    return { ok: status < 400, status, text: async () => JSON.stringify(body), headers: new Headers() };
}) as unknown as typeof fetch;

const settle = () => act(async () => { await new Promise((resolve) => setTimeout(resolve, 20)); });

async function show(id: string) {
    if (root) await act(async () => root.unmount());
    place = document.createElement("div");
    document.body.replaceChildren(place);
    root = createRoot(place);
    await act(async () => root.render(<Composer ticket={lateParcel({ id })} onSolved={() => undefined} />));
    await settle();
}
const area = () => place.querySelector("textarea") as HTMLTextAreaElement;
async function type(text: string) {
    await act(async () => {
        const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set;
        set?.call(area(), text);
        area().setSelectionRange(text.length, text.length);
        area().dispatchEvent(new Event("input", { bubbles: true }));
    });
}
async function press(key: string, options: Record<string, unknown> = {}) {
    await act(async () => { area().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options })); });
    await settle();
}
const sent = () => calls.filter((call) => call.method === "POST" && call.path.endsWith("/messages"));

beforeEach(() => {
    calls = [];
    localStorage.clear();
    directoryArrived("cannedReplies", [{ id: "r1", shortcut: "mail", title: "Ask", text: "Hello {{customer.name}}, order {{order.number}}?", locale: null, team_id: null, actions: null, version: 1 }]);
    answer = (call) => call.path.endsWith("/drafts") ? { status: 200, body: { reply: null, note: null } } : { status: 201, body: message(2, { client_id: String(call.body["client_id"]) }) };
});

test("Ctrl-Enter sends and empties the paper; Enter alone does not", async () => {
    await show("s1");
    await type("On its way");
    await press("Enter");
    assert.equal(sent().length, 0);
    await press("Enter", { ctrlKey: true });
    assert.deepEqual([sent()[0]?.body["text"], sent()[0]?.body["private"], sent()[0]?.body["solve"]], ["On its way", false, false]);
    assert.equal(area().value, "");
});

test("Ctrl-Shift-Enter sends and solves", async () => {
    await show("s2");
    await type("Done");
    await press("Enter", { ctrlKey: true, shiftKey: true });
    assert.equal(sent()[0]?.body["solve"], true);
});

test("composing Chinese never sends", async () => {
    await show("s3");
    await type("nihao");
    await press("Enter", { ctrlKey: true, isComposing: true });
    assert.equal(sent().length, 0);
    assert.equal(area().value, "nihao");
});

test("a canned reply is picked by key, and an unfilled variable holds the reply back", async () => {
    await show("s4");
    await type("/ma");
    assert.equal(place.querySelector("[role=option]")?.textContent, "/mailAsk");
    await press("Enter");
    assert.equal(area().value, "Hello 王梅, order {{order.number}}?");
    await press("Enter", { ctrlKey: true });
    assert.equal(sent().length, 0);
    assert.ok(place.querySelector("[role=alert]")?.textContent?.includes("{{order.number}}"));
});

test("something newer asks first, keeps the words, and sends when one insists", async () => {
    await show("s5");
    messagesArrived("s5", [message(1)]);
    await type("My answer");
    answer = (call) => call.body["force"]
        ? { status: 201, body: message(3, { client_id: String(call.body["client_id"]) }) }
        : { status: 409, body: { type: "/problems/newer-message", title: "Newer", status: 409, newest_seq: 2 } };
    await press("Enter", { ctrlKey: true });
    assert.equal(area().value, "My answer");
    const insist = [...place.querySelectorAll("[role=alertdialog] button")].pop() as HTMLElement;
    await act(async () => insist.click());
    await settle();
    assert.equal(sent().pop()?.body["force"], true);
    assert.equal(area().value, "");
});

test("a refused message stays in the thread with its reason", async () => {
    await show("s6");
    answer = () => ({ status: 422, body: { type: "/problems/invalid", title: "Invalid", status: 422, detail: "That is too long." } });
    await type("Too long");
    await press("Enter", { ctrlKey: true });
    const kept = threadOf(threads.get(), "s6").outgoing[0];
    assert.deepEqual([kept?.state, kept?.problem, kept?.text], ["failed", "That is too long.", "Too long"]);
});

test("a stored draft comes back, each paper its own, and typed words win over it", async () => {
    const stored = { text: "from another device", attachments: [], updated_at: "2026-03-02T08:00:00Z" };
    answer = () => ({ status: 200, body: { reply: stored, note: { ...stored, text: "a note" } } });
    await show("s7");
    assert.equal(area().value, "from another device");
    assert.equal(unsentOf(composers.get(), "s7", "note").text, "a note");
    await type("newer words");
    await new Promise((resolve) => setTimeout(resolve, 900));
    const saved = calls.find((call) => call.method === "PUT" && call.path.includes("/s7/"));
    assert.deepEqual([saved?.path, saved?.body["text"]], ["/api/v1/tickets/s7/drafts/reply", "newer words"]);
});

test("a list of 10,000 draws a screenful and tells its whole length", async () => {
    await act(async () => root.unmount());
    root = createRoot(place);
    const many = Array.from({ length: 10_000 }, (_, index) => `row ${index}`);
    await act(async () => root.render(<VirtualList items={many} rowHeight={60} keyOf={(one) => one} shownIndex={-1} label="rows" row={(one) => one} />));
    const rows = place.querySelectorAll("[role=listitem]");
    assert.ok(rows.length > 5 && rows.length < 40);
    assert.equal(rows[0]?.getAttribute("aria-setsize"), "10000");
    await act(async () => root.unmount());
});

const acting = { ...noActions, status: "solved", priority: "high", add_tags: ["refund"], note: "Paid back to {{customer.name}}" };

test("a canned reply shows what it will do, a part of it can be struck, and the rest goes with the words", async () => {
    directoryArrived("cannedReplies", [{ id: "r2", shortcut: "refund", title: "Refund", text: "Your money is on its way.", locale: null, team_id: null, actions: acting, version: 1 }]);
    await show("s8");
    await type("/refund");
    assert.match(place.querySelector(".picker-foot")?.textContent ?? "", /solve · priority High · tag refund/);
    await press("Enter");
    const struck = [...place.querySelectorAll<HTMLButtonElement>(".action-strip button")].find((button) => button.getAttribute("aria-label")?.includes("refund"));
    await act(async () => struck?.click());
    await press("Enter", { ctrlKey: true });
    assert.deepEqual(sent()[0]?.body["actions"], { ...acting, add_tags: [], note: "Paid back to 王梅" });
    assert.equal(sent()[0]?.body["text"], "Your money is on its way.");
    assert.equal(place.querySelector(".action-strip"), null);
});

test("a canned reply without words acts alone", async () => {
    directoryArrived("cannedReplies", [{ id: "r3", shortcut: "spam", title: "Spam", text: "", locale: null, team_id: null, actions: { ...noActions, status: "solved" }, version: 1 }]);
    await show("s9");
    await type("/spam");
    await press("Enter");
    assert.equal(area().value, "");
    await press("Enter", { ctrlKey: true });
    assert.equal(sent().length, 0);
    const acts = calls.filter((call) => call.path.endsWith("/actions"));
    assert.equal(acts[0]?.body["status"], "solved");
});
