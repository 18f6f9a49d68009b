import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { ApiProblem } from "../shared/api";
import { Outbox } from "../shared/outbox";
import type { Draft } from "../shared/wire";
import { message, settle } from "./fakes";

function memory(): Storage {
    const kept = new Map<string, string>();
    return {
        get length() {
            return kept.size;
        },
        key: (index) => [...kept.keys()][index] ?? null,
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
        clear: () => kept.clear(),
    };
}

function outbox(storage: Storage, deliver: (draft: Draft & { client_id: string }) => void | Promise<void>) {
    const sent: string[] = [];
    const box = new Outbox({
        storage, prefix: "out.",
        deliver: async (draft) => {
            await deliver(draft);
            return message(1, { client_id: draft.client_id, text: draft.text });
        },
        onChange: () => undefined,
        onSent: (stored) => sent.push(stored.text),
    });
    return { box, sent };
}

const unreachable = new ApiProblem({ type: "/problems/unreachable", title: "", status: 0 });

test("keeps a message over a reload until the server has it, under the same client id", async () => {
    const storage = memory();
    const first = outbox(storage, () => Promise.reject(unreachable));
    const id = first.box.add({ text: "late parcel" });
    await settle();
    assert.deepEqual(first.sent, []);
    const ids: string[] = [];
    const second = outbox(storage, ({ client_id }) => void ids.push(client_id));
    assert.deepEqual(second.box.items.map((item) => item.draft.text), ["late parcel"]);
    await second.box.flush();
    assert.deepEqual(ids, [id]);
    assert.deepEqual(second.sent, ["late parcel"]);
    assert.equal(storage.length, 0);
});

test("delivers in the order of writing, one at a time", async () => {
    const order: string[] = [];
    let running = 0;
    const { box } = outbox(memory(), async ({ text }) => {
        running += 1;
        assert.equal(running, 1);
        await settle();
        order.push(text);
        running -= 1;
    });
    for (const text of ["one", "two", "three"]) box.add({ text });
    for (let i = 0; i < 10; i += 1) await settle();
    assert.deepEqual(order, ["one", "two", "three"]);
});

test("shows a refusal, does not block what follows, and sends again when asked", async () => {
    let refuse = true;
    const { box, sent } = outbox(memory(), ({ text }) => {
        if (refuse && text === "bad") throw new ApiProblem({ type: "/problems/too-long", title: "", status: 422 });
    });
    const id = box.add({ text: "bad" });
    box.add({ text: "good" });
    for (let i = 0; i < 5; i += 1) await settle();
    assert.deepEqual(sent, ["good"]);
    assert.deepEqual(box.items.map((item) => [item.state, item.reason?.kind]), [["failed", "too-long"]]);
    refuse = false;
    box.retry(id);
    for (let i = 0; i < 5; i += 1) await settle();
    assert.deepEqual(sent, ["good", "bad"]);
});

test("tries again by itself after the server was too busy", async () => {
    mock.timers.enable(["setTimeout"]);
    let busy = true;
    const { box, sent } = outbox(memory(), () => {
        if (busy) throw new ApiProblem({ type: "/problems/too-many-requests", title: "", status: 429 });
    });
    box.add({ text: "patience" });
    await settle();
    busy = false;
    mock.timers.tick(5_000);
    for (let i = 0; i < 5; i += 1) await settle();
    assert.deepEqual(sent, ["patience"]);
    mock.timers.reset();
});

test("forgets a message whose echo was seen, even if its ack was lost", async () => {
    const storage = memory();
    const { box } = outbox(storage, () => Promise.reject(unreachable));
    const id = box.add({ text: "echoed" });
    await settle();
    box.drop(id);
    assert.equal(box.items.length, 0);
    assert.equal(storage.length, 0);
});
