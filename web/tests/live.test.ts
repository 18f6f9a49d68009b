import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { pauseMs } from "../shared/live";
import { created, liveClient, settle, ticketTopic } from "./fakes";

async function connected() {
    mock.timers.enable(["setTimeout"]);
    const live = liveClient();
    live.client.start();
    live.client.subscribe(ticketTopic, 0);
    await live.welcome();
    live.newest().ack("resume");
    await settle();
    return live;
}

function finish(live: { client: { stop(): void } }): void {
    live.client.stop();
    mock.timers.reset();
}

test("says hello first and nothing else before its answer", async () => {
    mock.timers.enable(["setTimeout"]);
    const live = liveClient();
    live.client.start();
    live.newest().onopen?.();
    live.client.signal("typing", { ticket_id: "1", active: true });
    assert.deepEqual(live.newest().sent.map((each) => each.kind), ["hello"]);
    await assert.rejects(live.client.request("read", {}), { kind: "unreachable" });
    finish(live);
});

test("hands on a message once, whatever the server repeats", async () => {
    const live = await connected();
    for (const seq of [1, 1, 2, 1, 2]) live.newest().say(created(seq));
    assert.deepEqual(live.numbers, [1, 2]);
    finish(live);
});

test("holds back what came too early until the gap is filled", async () => {
    const live = await connected();
    live.newest().say(created(1));
    live.newest().say(created(4));
    assert.deepEqual(live.numbers, [1]);
    assert.deepEqual(live.newest().last("resume").data, { [ticketTopic]: 1 });
    for (const seq of [2, 3, 4]) live.newest().say(created(seq));
    live.newest().ack("resume");
    await settle();
    assert.deepEqual(live.numbers, [1, 2, 3, 4]);
    finish(live);
});

test("goes on over numbers the server may not show, such as private notes", async () => {
    const live = await connected();
    live.newest().say(created(1));
    live.newest().say(created(3));
    live.newest().ack("resume");
    await settle();
    live.newest().say(created(4));
    assert.deepEqual(live.numbers, [1, 3, 4]);
    finish(live);
});

test("resumes from the last number after the line broke", async () => {
    const live = await connected();
    live.newest().say(created(1));
    live.newest().say(created(2));
    live.newest().onclose?.({ code: 1006 });
    assert.equal(live.client.state, "offline");
    mock.timers.tick(1_000);
    assert.equal(live.wires.length, 2);
    await live.welcome();
    assert.deepEqual(live.newest().last("resume").data, { [ticketTopic]: 2 });
    live.newest().say(created(2));
    live.newest().say(created(3));
    assert.deepEqual(live.numbers, [1, 2, 3]);
    assert.deepEqual(live.states, ["online", "offline", "online"]);
    finish(live);
});

test("fetches the topic anew when the database's history changed", async () => {
    const live = await connected();
    live.newest().say(created(1));
    live.newest().onclose?.({ code: 1006 });
    mock.timers.tick(1_000);
    await live.welcome("e2");
    assert.deepEqual(live.resynced, [ticketTopic]);
    assert.deepEqual(live.newest().last("resume").data, { [ticketTopic]: 50 });
    live.newest().say(created(51));
    assert.deepEqual(live.numbers, [1, 51]);
    finish(live);
});

test("forgets a topic that is gone instead of asking for ever", async () => {
    mock.timers.enable(["setTimeout"]);
    const live = liveClient();
    live.client.start();
    live.client.subscribe("ticket:gone", 3);
    await live.welcome();
    const refused = { type: "/problems/not-found", title: "Not found", status: 404 };
    live.newest().say({ kind: "problem", ref: live.newest().last("resume").ref, data: refused });
    await settle();
    const asked = live.newest().sent.filter((each) => each.kind === "resume").length;
    mock.timers.tick(9_000);
    assert.equal(live.newest().sent.filter((each) => each.kind === "resume").length, asked);
    assert.deepEqual(live.resynced, []);
    finish(live);
});

test("fetches the topic anew when told to resync", async () => {
    const live = await connected();
    live.newest().say({ kind: "resync", topic: ticketTopic });
    await settle();
    assert.deepEqual(live.resynced, [ticketTopic]);
    finish(live);
});

test("never gives up: the hundredth attempt is made like the tenth", async () => {
    mock.timers.enable(["setTimeout"]);
    const live = liveClient();
    live.client.start();
    for (let i = 0; i < 100; i += 1) {
        live.newest().onclose?.({ code: 1006 });
        mock.timers.tick(30_000);
    }
    assert.equal(live.wires.length, 101);
    finish(live);
});

test("stops at 4401 until there is a new sign-in", async () => {
    const live = await connected();
    live.newest().onclose?.({ code: 4401 });
    mock.timers.tick(600_000);
    assert.equal(live.client.state, "refused");
    assert.equal(live.wires.length, 1);
    live.client.restart();
    assert.equal(live.wires.length, 2);
    finish(live);
});

test("takes a line that does not answer for dead", async () => {
    const live = await connected();
    const answer = live.client.request("read", { ticket_id: "1", seq: 1 });
    mock.timers.tick(10_000);
    await assert.rejects(answer, { kind: "unreachable" });
    assert.equal(live.client.state, "offline");
    assert.equal(live.newest().closed, true);
    finish(live);
});

test("asks a silent line whether it lives", async () => {
    const live = await connected();
    const before = live.newest().sent.length;
    mock.timers.tick(45_000);
    assert.equal(live.newest().sent.length, before + 1);
    mock.timers.tick(10_000);
    assert.equal(live.client.state, "offline");
    finish(live);
});

test("answers a refused request with the server's problem", async () => {
    const live = await connected();
    const answer = live.client.request("message.send", { text: "" });
    const problem = { type: "/problems/invalid-input", title: "Invalid", status: 422 };
    live.newest().say({ kind: "problem", ref: live.newest().last("message.send").ref, data: problem });
    await assert.rejects(answer, { kind: "invalid-input", status: 422 });
    finish(live);
});

test("waits longer from attempt to attempt, never past 30 s, and never all clients alike", () => {
    assert.deepEqual([1, 2, 3, 8, 40].map((failures) => pauseMs(1006, failures, 1)), [1_000, 2_000, 4_000, 30_000, 30_000]);
    assert.deepEqual([1, 40].map((failures) => pauseMs(1006, failures, 0)), [500, 15_000]);
    assert.deepEqual([0, 1].map((random) => pauseMs(1012, 1, random)), [200, 2_000]);
});
