import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import card from "locales:card,common";
import texts from "locales:widget,card,common,offer";
import type { OfferPage } from "../shared/apiTypes";
import type { WidgetSession } from "../shared/wire";
import { created, FakeWire, message, settle } from "./fakes";

const { window } = new JSDOM("<!doctype html><body></body>", {
    url: "https://desk.example/widget/panel.html?inbox=demo", pretendToBeVisual: true,
});
for (const name of ["window", "document", "location", "localStorage", "HTMLElement", "Node", "Event", "FormData"]) {
    Object.defineProperty(globalThis, name, { value: (window as unknown as Record<string, unknown>)[name], configurable: true });
}
class Sheet {
    replaceSync(): void {}
}
class Observer {
    observe(): void {}
}
Object.assign(globalThis, { CSSStyleSheet: Sheet, ResizeObserver: Observer });
Object.defineProperty(document, "adoptedStyleSheets", { value: [], writable: true });
// The panel's clocks must not keep the test running.
const pause = setTimeout;
type Timer = { unref(): Timer };
globalThis.setInterval = (() => 0) as unknown as typeof setInterval;
globalThis.setTimeout = ((run: () => void, ms: number) =>
    (pause(run, ms) as unknown as Timer).unref()) as unknown as typeof setTimeout;

const session: WidgetSession = {
    visitor_token: "vt", ticket: null, messages: [], customer: null, pending_survey: null,
    settings: {
        inbox: { name: "Still Water", key: "demo" }, greeting: { en: "Hello there" }, color: "#2f5d56", position: "right",
        pre_chat: { enabled: false, fields: [], required: [] }, attachments: true, emoji: true,
        office: { open: true, opens_at: null }, availability: { online: true, typical_reply_seconds: 240 },
        ask_email: false, transcript: false, orders: false, locale: "en",
    },
};
const calls: { method: string; path: string; body: unknown }[] = [];
/** The offers that exist, by the token of their link. */
const offers: Record<string, OfferPage> = {};
let wire = new FakeWire();
const asSocket = function () {
    return wire = new FakeWire();
};
Object.assign(globalThis, {
    WebSocket: asSocket,
    fetch: (path: string, init: { method: string; body: string | null }) => {
        calls.push({ method: init.method, path, body: init.body ? JSON.parse(init.body) : null });
        // Messages go by the live line; where that is down, nothing can be reached.
        if (path.endsWith("/widget/messages")) return Promise.reject(new TypeError("unreachable"));
        const answer = path.endsWith("/widget/sessions") ? session
            : path.endsWith("/widget/details") ? { customer: { name: null, email: "mei@example.com" } }
            : path.includes("/offers/") ? offerAt(path.split("/")[4] ?? "", init.method) : {};
        return Promise.resolve({ ok: answer !== null, status: answer === null ? 404 : 200, headers: new Map(), text: () => Promise.resolve(JSON.stringify(answer)) });
    },
});

function offerAt(token: string, method: string): OfferPage | null {
    const offer = offers[token];
    if (offer && method === "POST") offers[token] = { ...offer, state: "accepted", order_number: 1052 };
    return offers[token] ?? null;
}

const find = <Found extends Element = HTMLElement>(selector: string) => document.querySelector<Found>(selector) as Found;
const all = (selector: string) => [...document.querySelectorAll(selector)].map((each) => each.textContent);
const wait = async () => {
    for (let i = 0; i < 5; i += 1) await settle();
};
const press = (key: string, options: object = {}) => {
    find("textarea.text").dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options }));
};
const write = (text: string) => {
    find<HTMLTextAreaElement>("textarea.text").value = text;
    find("textarea.text").dispatchEvent(new window.Event("input", { bubbles: true }));
};

async function open(): Promise<void> {
    const { createSentences } = await import("../shared/sentences");
    const { speakLater } = await import("../widget/later");
    const { startPanel } = await import("../widget/panelView");
    speakLater({ ...card.en }, "en");
    startPanel("demo", createSentences(texts, "en"));
    await wait();
    wire.onopen?.();
    wire.ack("hello", { principal: { kind: "visitor", id: "v", name: "" }, topics: [], epoch: "e", server_time: "" });
    await wait();
}

test("says who answers and how soon, from the team's real state", async () => {
    await open();
    assert.equal(find("h1").textContent, "Still Water");
    assert.equal(find(".answering").textContent, "Usually within 5 minutes");
    assert.equal(find(".intro").textContent, "Hello there");
});

test("Enter that ends a composition does not send", async () => {
    write("ni hao");
    press("Enter", { isComposing: true });
    press("Enter", { keyCode: 229 });
    press("Enter", { shiftKey: true });
    await wait();
    assert.equal(wire.sent.filter((each) => each.kind === "message.send").length, 0);
    assert.equal(find<HTMLTextAreaElement>("textarea.text").value, "ni hao");
    assert.equal(localStorage.getItem("deskbell.draft.demo"), "ni hao");
});

test("shows a message at once as sending, then as sent, in one bubble", async () => {
    press("Enter");
    await wait();
    assert.deepEqual(all(".pending .bubble"), ["ni hao"]);
    const { data } = wire.last("message.send");
    assert.equal(data.text, "ni hao");
    assert.equal("ticket_id" in data, false);
    const stored = message(2, { client_id: data.client_id as string, text: "ni hao" });
    wire.ack("message.send", { message: stored });
    wire.say({ ...created(2), data: { message: stored } });
    await wait();
    assert.deepEqual(all(".bubble"), ["ni hao"]);
    assert.match(find(".line .meta").textContent ?? "", /Sent$/);
    assert.equal(localStorage.getItem("deskbell.draft.demo"), null);
});

test("counts a message as seen when staff have read it", async () => {
    wire.say({ kind: "read", topic: "ticket:1", data: { principal: { kind: "agent", id: "a", name: "Li Na" }, seq: 2 } });
    await wait();
    assert.match(find(".line .meta").textContent ?? "", /Seen$/);
});

test("shows who is writing until the answer comes, announced with its author", async () => {
    const principal = { kind: "agent", id: "a", name: "Li Na" };
    wire.say({ kind: "typing", topic: "ticket:1", data: { ticket_id: "1", principal, active: true } });
    await wait();
    assert.equal(find(".typing").textContent, "Li Na is writing");
    const answer = message(3, { text: "On it", author: { kind: "agent", id: "a", name: "Li Na" } });
    wire.ack("resume");
    wire.say({ ...created(3), data: { message: answer } });
    await wait();
    assert.equal(document.querySelector(".typing"), null);
    assert.equal(find(".thread").getAttribute("role"), "log");
    assert.match(find(".line:last-child").textContent ?? "", /^Li NaOn it/);
    assert.deepEqual(wire.last("read").data, { ticket_id: "1", seq: 3 });
});

test("keeps typing about private notes from the visitor", async () => {
    const principal = { kind: "agent", id: "a", name: "Li Na" };
    wire.say({ kind: "typing", topic: "ticket:1", data: { ticket_id: "1", principal, active: true, private: true } });
    await wait();
    assert.equal(document.querySelector(".typing"), null);
});

test("markup in a message stays text, and a link tells the other site nothing", async () => {
    const text = "<img src=x onerror=alert(1)> https://example.com/a.";
    wire.say({ ...created(4), data: { message: message(4, { text, author: { kind: "agent", id: "a", name: "Li Na" } }) } });
    await wait();
    assert.equal(document.querySelector(".bubble img"), null);
    const link = find<HTMLAnchorElement>(".bubble a");
    assert.equal(link.href, "https://example.com/a");
    assert.equal(link.rel, "noopener noreferrer nofollow");
});

test("a refused message says why and can be sent again", async () => {
    write("too much");
    press("Enter");
    await wait();
    const first = wire.last("message.send");
    wire.say({ kind: "problem", ref: first.ref, data: { type: "/problems/x", title: "", status: 422, detail: "Too long." } });
    await wait();
    assert.match(find(".line.failed .meta").textContent ?? "", /^Too long\./);
    find<HTMLButtonElement>(".line.failed button").click();
    await wait();
    const second = wire.last("message.send");
    assert.equal(second.data.client_id, first.data.client_id);
    assert.equal(second.ref === first.ref, false);
    wire.ack("message.send", { message: message(5, { client_id: first.data.client_id as string, text: "too much" }) });
    await wait();
    assert.equal(document.querySelector(".line.failed"), null);
});

test("asks how it was with five words, takes one sentence, thanks, and leaves the composer free", async () => {
    wire.say({ kind: "survey.offered", topic: "ticket:1", data: { token: "s1", ticket_id: "1" } });
    await wait();
    await new Promise((resolve) => pause(resolve, 20));
    assert.deepEqual(all(".choice"), ["Very bad", "Bad", "Okay", "Good", "Very good"]);
    find<HTMLButtonElement>(".choice:nth-child(4)").click();
    await wait();
    assert.deepEqual(calls[calls.length - 1], { method: "POST", path: "/api/v1/surveys/s1/answer", body: { rating: 4 } });
    find<HTMLTextAreaElement>(".sentence textarea").value = "Quick";
    find(".sentence").dispatchEvent(new window.Event("submit", { cancelable: true }));
    await wait();
    assert.deepEqual(calls[calls.length - 1]?.body, { rating: 4, comment: "Quick" });
    assert.equal(find(".rating").textContent, "Thank you. Your answer helps us.");
    assert.equal(find(".composer").hidden, false);
});

test("what is written while the line is down goes out when it is back", async () => {
    wire.onclose?.({ code: 1006 });
    write("from a tunnel");
    press("Enter");
    await wait();
    assert.deepEqual(all(".pending .bubble"), ["from a tunnel"]);
    window.dispatchEvent(new window.Event("online"));
    await new Promise((resolve) => pause(resolve, 1_100));
    wire.onopen?.();
    wire.ack("hello", { principal: { kind: "visitor", id: "v", name: "" }, topics: ["ticket:1"], epoch: "e", server_time: "" });
    await wait();
    assert.equal(wire.last("message.send").data.text, "from a tunnel");
    assert.deepEqual(wire.last("resume").data, { "ticket:1": 4 });
});

const pearls: OfferPage = {
    product_name: "Jasmine pearls", price: { amount_minor: 16_800, currency: "CNY" }, quantity: 1, stock_note: "", reason: "similar",
    state: "offered", order_number: null, expires_at: "2999-01-01T00:00:00Z", company_name: "Still Water",
};
const agent = { kind: "agent" as const, id: "a", name: "Li Na" };

async function offered(seq: number, token: string, offer?: OfferPage): Promise<void> {
    if (offer) offers[token] = offer;
    const text = `How about Jasmine pearls? Order it here: https://desk.example/offers/${token}`;
    wire.say({ ...created(seq), data: { message: message(seq, { text, author: agent }) } });
    await wait();
    await new Promise((resolve) => pause(resolve, 20));
}

test("an offer is a card in the place of its link, and two clicks order once", async () => {
    wire.ack("resume");
    const own = message(5, { client_id: wire.last("message.send").data.client_id as string, text: "from a tunnel" });
    wire.ack("message.send", { message: own });
    wire.say({ ...created(5), data: { message: own } });
    await offered(6, "pearls-pearls-pearls", pearls);
    assert.equal(find(".line:last-child .bubble").textContent?.trim(), "How about Jasmine pearls? Order it here:");
    assert.deepEqual(all(".offer p"), ["Jasmine pearls", "CN¥168.00 · In stock", "Like something you bought before", "Until Jan 1, 2999", ""]);
    calls.length = 0;
    for (let i = 0; i < 2; i += 1) find<HTMLButtonElement>(".offer [data-kind=primary]").click();
    await wait();
    assert.deepEqual(calls.map((each) => each.method), ["POST"]);
    assert.equal(find(".offer .card-title").textContent, "Ordered, #1052");
    assert.equal(document.querySelector(".offer button"), null);
});

test("an offer put away stays so until looked at again, and one taken back says so", async () => {
    await offered(7, "second-second-second", pearls);
    const last = () => find(".line:last-child .offer");
    last().querySelector<HTMLButtonElement>("[data-kind=quiet]")?.click();
    assert.equal(last().textContent, "Jasmine pearlsLook again");
    last().querySelector<HTMLButtonElement>("[data-kind=quiet]")?.click();
    assert.match(last().textContent ?? "", /Order for CN¥168\.00$/);
    offers["second-second-second"] = { ...pearls, state: "withdrawn" };
    wire.say({ ...created(8), data: { message: message(8, { kind: "event", text: "", author: agent, event: { type: "offer_withdrawn" } }) } });
    await wait();
    assert.match(last().textContent ?? "", /The shop has taken this offer back/);
    assert.equal(last().querySelector("button"), null);
});

test("an offer past its day says until when it stood, and a link nobody knows stays a link", async () => {
    await offered(9, "third-third-third-third", { ...pearls, state: "expired", expires_at: "2026-11-01T04:00:00Z" });
    assert.match(find(".line:last-child .offer").textContent ?? "", /This offer has endedIt stood until Nov 1, 2026\./);
    await offered(10, "unknown-unknown-unknown");
    assert.equal(find<HTMLAnchorElement>(".line:last-child .bubble a").pathname, "/offers/unknown-unknown-unknown");
    assert.equal(document.querySelector(".line:last-child .offer"), null);
});
