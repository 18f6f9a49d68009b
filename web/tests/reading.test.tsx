import "./consoleWords";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { useState } from "react";
import { createRoot, Root } from "react-dom/client";
import { act } from "react-dom/test-utils";
import { ApiProblem } from "../shared/api";
import { connection } from "../console/shell/connection";
import { Unread } from "../console/shell/Unread";
import { usePages } from "../console/shell/usePages";
import { useReading } from "../console/shell/useReading";

const settle = () => act(async () => { await new Promise((resolve) => setTimeout(resolve, 20)); });
const gone = new ApiProblem({ type: "/problems/unreachable", title: "Unreachable", status: 0 });
let root: Root | undefined;
let place: HTMLElement;

function Line({ about, read }: { about: string; read: (about: string) => Promise<string> }) {
    const [text, setText] = useState("");
    const unread = useReading(() => read(about), [about], { take: setText });
    return <div><Unread of={unread} missing="Removed." /><output>{text}</output></div>;
}

async function show(about: string, read: (about: string) => Promise<string>) {
    if (!root) {
        place = document.createElement("div");
        document.body.replaceChildren(place);
        root = createRoot(place);
    }
    const shown = root;
    await act(async () => shown.render(<Line about={about} read={read} />));
    await settle();
}

beforeEach(async () => {
    const shown = root;
    root = undefined;
    if (shown) await act(async () => shown.unmount());
    connection.update(() => ({ state: "connecting", lostAt: null }));
});

test("what could not be read is said in its place, and read by the button", async () => {
    let fails = true;
    await show("a", async (about) => { if (fails) throw new ApiProblem({ type: "/problems/internal", title: "Oops", status: 500 }); return about; });
    assert.match(place.textContent ?? "", /went wrong on the server/);
    fails = false;
    await act(async () => place.querySelector("button")?.click());
    await settle();
    assert.equal(place.textContent, "a");
});

test("what could not be read for want of a connection is read when it is back", async () => {
    let fails = true;
    await show("a", async (about) => { if (fails) throw gone; return about; });
    assert.match(place.textContent ?? "", /cannot be reached/);
    fails = false;
    await act(async () => connection.update(() => ({ state: "online", lostAt: null })));
    await settle();
    assert.equal(place.textContent, "a");
});

test("what is not there any more says so, and nothing asks for it again", async () => {
    let asked = 0;
    await show("a", async () => { asked += 1; throw new ApiProblem({ type: "/problems/not-found", title: "Gone", status: 404 }); });
    await act(async () => connection.update(() => ({ state: "online", lostAt: null })));
    await settle();
    assert.equal(place.textContent, "Removed.");
    assert.equal(place.querySelector("button"), null);
    assert.equal(asked, 1);
});

test("an answer to an earlier question comes too late, and so does its failure", async () => {
    const ends: Record<string, (text: string | null) => void> = {};
    const read = (about: string) => new Promise<string>((resolve, reject) => { ends[about] = (text) => text === null ? reject(gone) : resolve(text); });
    await show("a", read);
    await show("b", read);
    await act(async () => ends["b"]?.("second"));
    await act(async () => ends["a"]?.("first"));
    assert.equal(place.textContent, "second");
    await show("c", read);
    await show("d", read);
    await act(async () => ends["c"]?.(null));
    await act(async () => ends["d"]?.("fourth"));
    assert.equal(place.textContent, "fourth");
});

function List({ address, version }: { address: string; version: number }) {
    const { items, more, unread } = usePages<string>(address, { version });
    return <div><Unread of={unread} /><output>{items?.join(" ")}</output>{more && <button type="button" id="more" onClick={more}>more</button>}</div>;
}

test("a list is read on where it ended, tried again where it failed, and begun anew when it is another", async () => {
    const asked: string[] = [];
    let fails = false;
    globalThis.fetch = (async (address: string) => {
        const path = String(address).replace("/api/v1", "");
        asked.push(path);
        if (fails) throw new TypeError("away");
        const page = path.includes("cursor") ? { items: ["c"], next_cursor: null } : { items: [path.startsWith("/b") ? "x" : "a", "b"], next_cursor: "2" };
        return { ok: true, status: 200, text: async () => JSON.stringify(page), headers: new Headers() };
    }) as unknown as typeof fetch;
    place = document.createElement("div");
    const shown = root = createRoot(place);
    const draw = async (address: string, version: number) => { await act(async () => shown.render(<List address={address} version={version} />)); await settle(); };
    const more = () => place.querySelector<HTMLButtonElement>("#more");
    await draw("/a?limit=2", 0);
    assert.equal(place.querySelector("output")?.textContent, "a b");
    fails = true;
    await act(async () => more()?.click());
    await settle();
    assert.match(place.textContent ?? "", /cannot be reached/);
    assert.equal(place.querySelector("output")?.textContent, "a b");
    fails = false;
    await act(async () => place.querySelector<HTMLButtonElement>(".problem button")?.click());
    await settle();
    assert.equal(place.querySelector("output")?.textContent, "a b c");
    assert.equal(more(), null);
    await draw("/a?limit=2", 1);
    assert.equal(place.querySelector("output")?.textContent, "a b");
    await draw("/b?limit=2", 1);
    assert.equal(place.querySelector("output")?.textContent, "x b");
    await act(async () => more()?.click());
    await settle();
    assert.equal(place.querySelector("output")?.textContent, "x b c");
    assert.deepEqual(asked, ["/a?limit=2", "/a?limit=2&cursor=2", "/a?limit=2&cursor=2", "/a?limit=2", "/b?limit=2", "/b?limit=2&cursor=2"]);
});
