import "./consoleWords";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createRoot, Root } from "react-dom/client";
import { act } from "react-dom/test-utils";
import type { MailView } from "../shared/mail";
import { shownState } from "../console/mail/DeliveryMark";
import { laterTimes } from "../console/mail/laterTimes";
import { isAddress, peopleIn, plainSubject, receiversText } from "../console/mail/mailText";
import { recipients } from "../console/mail/recipientState";
import { scheduled, scheduledArrived, scheduledOf, scheduledSent } from "../console/mail/scheduledState";
import { whySentence } from "../console/mail/whyWords";
import { arrivalSentence } from "../console/settings/signInArrival";
import { goesToProvider } from "../console/settings/mailboxRequests";
import { newMailSettings, signInName, withProvider } from "../console/settings/mailProviders";
import { foldAt } from "../console/shell/autoLink";
import { toasts } from "../console/shell/toastState";
import { undoLatest } from "../console/shell/undo";
import { Composer } from "../console/tickets/Composer";
import { composers, unsentOf } from "../console/tickets/composerState";
import { threadItems } from "../console/tickets/threadItems";
import { deliveryChanged, messagesArrived, threadOf, threads } from "../console/tickets/threadState";
import { lateParcel, message } from "./consoleCast";

interface Call { method: string; path: string; body: Record<string, unknown> }
let calls: Call[] = [];
let root: Root | undefined;
let place: HTMLElement;
let undoSeconds = 10;
console.error = () => undefined;

const mei = { name: "王梅", address: "mei@example.com" };
const li = { name: "Li Lei", address: "li@example.com" };
const us = { name: "Shop", address: "support@shop.example" };

globalThis.fetch = (async (address: string, init: { method: string; body?: string }) => {
    const call = { method: init.method, path: String(address).replace("/api/v1", ""), body: JSON.parse(init.body ?? "{}") as Record<string, unknown> };
    calls.push(call);
    const [status, body] = answer(call);
    return { ok: status < 400, status, text: async () => JSON.stringify(body), headers: new Headers() };
}) as unknown as typeof fetch;

function answer({ method, path, body }: Call): [number, unknown] {
    if (path.endsWith("/drafts")) return [200, { reply: null, note: null }];
    if (path.endsWith("/no-box/recipients")) return [200, { mailbox: "none", from: null, to: [], cc: [], bcc: [], undo_seconds: 0 }];
    if (path.endsWith("/box-off/recipients")) return [200, { mailbox: "off", from: us, to: [mei], cc: [], bcc: [], undo_seconds: 10 }];
    if (path.endsWith("/recipients")) return [200, { mailbox: "on", from: us, to: [mei], cc: [li], bcc: [], undo_seconds: undoSeconds }];
    if (method === "POST" && path.endsWith("/scheduled-replies")) return [201, { id: "s1", ticket_id: path.split("/")[2], text: body["text"], recipients: { to: [mei], cc: [], bcc: [] }, attachments: [], send_at: body["send_at"], undo: body["undo"], cancel_on_reply: body["cancel_on_reply"], solve: body["solve"] }];
    if (path.includes("/customers")) return [200, { items: [], next_cursor: null }];
    return [200, { items: [] }];
}

const settle = () => act(async () => { await new Promise((resolve) => setTimeout(resolve, 30)); });
async function show(id: string) {
    const before = root;
    if (before) await act(async () => before.unmount());
    place = document.createElement("div");
    document.body.replaceChildren(place);
    const made = root = createRoot(place);
    await act(async () => made.render(<Composer ticket={lateParcel({ id, channel: "email" })} onSolved={() => undefined} />));
    await settle();
}
async function enter(element: HTMLInputElement | HTMLTextAreaElement, text: string) {
    await act(async () => {
        const kind = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
        Object.getOwnPropertyDescriptor(kind.prototype, "value")?.set?.call(element, text);
        element.dispatchEvent(new Event("input", { bubbles: true }));
    });
}
async function press(element: Element, key: string, options: Record<string, unknown> = {}) {
    await act(async () => { element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options })); });
    await settle();
}
async function click(element: Element | null) {
    await act(async () => { element?.dispatchEvent(new MouseEvent("click", { bubbles: true })); });
    await settle();
}
const area = () => place.querySelector("textarea") as HTMLTextAreaElement;
const posted = (end: string) => calls.filter((call) => call.method === "POST" && call.path.endsWith(end));

beforeEach(() => { calls = []; undoSeconds = 10; localStorage.clear(); });

test("a reply by mail waits its undo seconds, and z brings words and people back", async () => {
    await show("m1");
    assert.match(place.querySelector(".recipients")?.textContent ?? "", /王梅.*Li Lei.*support@shop\.example/);
    await enter(area(), "On its way");
    await press(area(), "Enter", { ctrlKey: true });
    const sent = posted("/scheduled-replies")[0];
    assert.equal(posted("/messages").length, 0);
    assert.deepEqual([sent?.body["text"], sent?.body["undo"], sent?.body["solve"], sent?.body["cancel_on_reply"]], ["On its way", true, false, false]);
    assert.ok(Math.abs(Date.parse(String(sent?.body["send_at"])) - Date.now() - 10_000) < 2_000);
    assert.equal(scheduledOf(scheduled.get(), "m1").length, 1);
    assert.equal(area().value, "");
    assert.ok(toasts.get().shown.some((toast) => toast.until !== undefined && toast.action?.hint === "z"));
    await enter(area(), "and another thought");
    await act(async () => undoLatest());
    await settle();
    assert.ok(calls.some((call) => call.method === "DELETE" && call.path === "/scheduled-replies/s1"));
    assert.equal(unsentOf(composers.get(), "m1", "reply").text, "On its way\n\nand another thought");
    assert.deepEqual(recipients.get().edited["m1"]?.to, [mei]);
    assert.equal(scheduledOf(scheduled.get(), "m1").length, 0);
});

test("without undo seconds a mail goes at once, to the people chosen", async () => {
    undoSeconds = 0;
    await show("m2");
    await click(place.querySelector(".recipients"));
    const field = () => place.querySelector<HTMLInputElement>(".people-input input") as HTMLInputElement;
    await enter(field(), "Wang Bo <bo@example.com>");
    await press(field(), "Enter");
    await enter(area(), "Hello");
    await press(area(), "Enter", { ctrlKey: true });
    assert.equal(posted("/scheduled-replies").length, 0);
    assert.deepEqual(posted("/messages")[0]?.body["recipients"], { to: [mei, { name: "Wang Bo", address: "bo@example.com" }], cc: [li], bcc: [] });
});

test("an address that cannot be is marked and keeps the mail from leaving", async () => {
    await show("m3");
    await click(place.querySelector(".recipients"));
    const field = () => place.querySelector<HTMLInputElement>(".people-input input") as HTMLInputElement;
    await enter(field(), "nobody@");
    await press(field(), "Enter");
    assert.equal(place.querySelectorAll(".person.is-invalid").length, 1);
    await enter(area(), "Hello");
    await press(area(), "Enter", { ctrlKey: true });
    assert.equal(posted("/scheduled-replies").length + posted("/messages").length, 0);
    assert.match(place.querySelector("[role=alert]")?.textContent ?? "", /nobody@/);
    await press(field(), "Backspace");
    assert.equal(field().value, "nobody@");
});

test("a note on a mail ticket is never scheduled and shows no recipients", async () => {
    await show("m4");
    await click([...place.querySelectorAll("[role=tab]")][1] ?? null);
    assert.equal(place.querySelector(".recipients"), null);
    await enter(area(), "For us");
    await press(area(), "Enter", { ctrlKey: true });
    assert.equal(posted("/scheduled-replies").length, 0);
    assert.deepEqual([posted("/messages")[0]?.body["private"], posted("/messages")[0]?.body["recipients"]], [true, undefined]);
});

test("a mail ticket without a mailbox says on its reply that nothing is mailed, and not on its note", async () => {
    await show("no-box");
    assert.match(place.querySelector(".mailbox-notice")?.textContent ?? "", /No mailbox is connected/);
    assert.equal(place.querySelector(".recipients"), null);
    await click([...place.querySelectorAll("[role=tab]")][1] ?? null);
    assert.equal(place.querySelector(".mailbox-notice"), null);
    await show("m4");
    assert.equal(place.querySelector(".mailbox-notice"), null);
});

test("a ticket whose mailbox is switched off says that replies wait, and still who gets them", async () => {
    await show("box-off");
    assert.match(place.querySelector(".mailbox-notice")?.textContent ?? "", /switched off: replies wait/);
    assert.match(place.querySelector(".recipients")?.textContent ?? "", /王梅/);
});

test("a newer message asks before a mail is put on its way", async () => {
    messagesArrived("m5", [message(1)]);
    await show("m5");
    await enter(area(), "Answer");
    await act(async () => messagesArrived("m5", [message(2)]));
    await press(area(), "Enter", { ctrlKey: true });
    assert.equal(posted("/scheduled-replies").length, 0);
    assert.ok(place.querySelector("[role=alertdialog]"));
});

test("what waited leaves the thread when its message is stored", () => {
    const item = { id: "s9", ticket_id: "w1", client_id: "c9", text: "x", recipients: null, attachments: [], send_at: "2026-03-02T09:00:00Z", undo: true, cancel_on_reply: false, solve: false };
    scheduledArrived("w1", [item, { ...item, id: "s8", client_id: null, send_at: "2026-03-02T08:00:00Z" }]);
    assert.deepEqual(scheduledOf(scheduled.get(), "w1").map(({ id }) => id), ["s8", "s9"]);
    scheduledSent("w1", [message(4, { client_id: "c9" })]);
    assert.deepEqual(scheduledOf(scheduled.get(), "w1").map(({ id }) => id), ["s8"]);
});

const mail: MailView = { direction: "in", from: mei, to: [us], cc: [li], subject: "Late", sent_at: null, folds_at: null, has_html: false, automatic: { is: false, reasons: [] } };

test("a delivery frame changes the mark of its message only", () => {
    messagesArrived("d1", [message(1, { mail: { ...mail, direction: "out", state: "queued", recipients: [] } }), message(2, { mail: { ...mail, direction: "out", state: "queued" } })]);
    deliveryChanged("d1", 1, "sent", [{ address: "mei@example.com", role: "to", state: "sent", detail: null, at: null }]);
    assert.deepEqual(threadOf(threads.get(), "d1").messages.map((one) => one.mail?.state), ["sent", "queued"]);
    assert.deepEqual(threadOf(threads.get(), "d1").messages[0]?.mail?.to, [{ name: "", address: "mei@example.com" }]);
});

test("one recipient's bad news is the mail's; good news only when it is everybody's", () => {
    const of = (...states: ("sent" | "read" | "bounced" | "delivered" | "delayed")[]) => shownState("sent", states.map((state) => ({ address: "a", role: "to" as const, state, detail: null, at: null })));
    assert.deepEqual([of("sent", "bounced"), of("read", "sent"), of("read", "read"), of("read", "delivered"), of("delayed", "sent"), of()], ["bounced", "sent", "read", "delivered", "delayed", "sent"]);
    assert.equal(shownState("failed", []), "failed");
});

test("the line of receivers names us, few people, and the rest as a number", () => {
    const ours = new Set(["support@shop.example"]);
    assert.equal(receiversText({ to: [us], cc: [li] }, ours), "to us, Cc Li Lei");
    const many = ["a", "b", "c", "d", "e"].map((name) => ({ name, address: `${name}@x.example` }));
    assert.equal(receiversText({ to: many, cc: [] }, ours), "to a, b and 3 more");
});

test("a subject is shown where it changed, whatever stands before it", () => {
    assert.equal(plainSubject("Re: 回复：RE[2]: [#1042] Late parcel [#1042]"), "Late parcel");
    const items = threadItems([
        message(1, { mail }), message(2, { mail: { ...mail, subject: "Re: Late [#1042]" } }), message(3, { mail: { ...mail, subject: "改地址" } }), message(4, { mail: { ...mail, subject: "回复：Late" } }),
    ], null, undefined);
    assert.deepEqual(items.flatMap((item) => item.kind === "message" ? [item.subject] : []), [null, null, "改地址", null]);
    assert.ok(items.every((item) => item.kind !== "message" || (item.first && item.last)));
});

test("people are read from what is typed or pasted", () => {
    assert.deepEqual(peopleIn(`Li Lei <li@example.com>; mei@example.com，"Bo, Wang" <bo@example.com>`), [li, { name: "", address: "mei@example.com" }, { name: "Bo, Wang", address: "bo@example.com" }]);
    assert.deepEqual(["a@b.example", "张三@例子.公司", "a@b", "a b@c.example", "a@b..example", "@b.example", "a@-b.example", ".a@b.example", "a@b.example."].map(isAddress), [true, false, false, false, false, false, false, false, false]);
});

test("the fold is where the server says, and a mail that is all quote folds nothing", () => {
    assert.deepEqual(foldAt("Yes\n\nOn Monday:\n> x", 5), { body: "Yes", quote: "On Monday:\n> x" });
    assert.deepEqual(foldAt("> all", 0), { body: "> all", quote: null });
    assert.deepEqual(foldAt("no quote", null), { body: "no quote", quote: null });
});

test("later means an hour, tomorrow and Monday, each once", () => {
    assert.deepEqual(laterTimes(new Date(2026, 2, 4, 10)).map(({ name }) => name), ["hour", "tomorrow", "monday"]);
    assert.deepEqual(laterTimes(new Date(2026, 2, 8, 10)).map(({ name }) => name), ["hour", "tomorrow"]);
});

test("a rule this page does not know is still told", () => {
    assert.equal(whySentence({ rule: "moon_phase", detail: { phase: "full" } }), "moon phase");
    assert.equal(whySentence(null), "");
});

test("who chose to sign in at Google still does when the address changes, and not at a provider without that", () => {
    const server = { host: "imap.gmail.com", port: 993, security: "tls" } as const;
    const gmail = { id: "gmail", name: "Gmail", imap: server, smtp: server, password: "app", domains: ["gmail.com"], authorize_url: "https://accounts.google.com/o/oauth2/v2/auth", token_url: "https://oauth2.googleapis.com/token", scope: "https://mail.google.com/" } as const;
    const provider = { ...gmail, domains: [...gmail.domains] };
    const begun = withProvider(newMailSettings, provider);
    assert.equal(begun.imap.auth, "password");
    assert.equal(goesToProvider(begun, {}), false);
    const chosen = { ...begun, imap: { ...begun.imap, auth: "oauth" as const }, smtp: { ...begun.smtp, auth: "oauth" as const } };
    assert.deepEqual(withProvider(chosen, provider).oauth, { provider: "gmail", client_id: "", authorize_url: gmail.authorize_url, token_url: gmail.token_url, scope: gmail.scope });
    assert.equal(withProvider(chosen, provider).smtp.auth, "oauth");
    assert.equal(goesToProvider(chosen, {}), true);
    assert.equal(goesToProvider(chosen, { refresh_token: "pasted" }), false);
    assert.equal(withProvider(chosen, { ...provider, id: "qq", password: "code", authorize_url: null, token_url: null, scope: null }).imap.auth, "password");
    assert.equal(signInName(provider, chosen.oauth), "Google");
    assert.equal(signInName(undefined, { ...chosen.oauth, authorize_url: "https://login.example.com/o?x=1" }), "login.example.com");
});

test("every way a sign-in may end has its sentence; one this page does not know is told as damaged", () => {
    const told = (outcome: string, error: string | null = null) => arrivalSentence({ outcome, mailbox: null, error }, "Google", "help@example.com");
    const sentences = ["signed_in", "denied", "expired", "used", "other_session", "damaged", "changed", "refused", "unreachable", "no_refresh_token"].map((outcome) => told(outcome));
    assert.equal(new Set(sentences).size, 10);
    assert.equal(told("signed_in"), "Signed in with Google for help@example.com. The mailbox is tried at once:");
    assert.match(told("refused", "invalid_client"), /client id, or its secret/);
    assert.equal(told("refused", "unheard_of"), told("refused"));
    assert.equal(told("<b>"), told("damaged"));
});
