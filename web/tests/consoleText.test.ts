import "./consoleWords";
import assert from "node:assert/strict";
import { test } from "node:test";
import { foldQuote, linkPieces } from "../console/shell/autoLink";
import { match } from "../console/shell/router";
import { rowRange, scrollTopShowing } from "../console/shell/virtualRange";
import { fillCanned, firstName, unfilledVariables } from "../console/tickets/cannedVariables";
import { fitOf, mentionsIn, replaceTrigger, triggerAt } from "../console/tickets/composerText";
import { personOf } from "../console/tickets/NewTicket";
import { snoozeTimes } from "../console/tickets/snoozeTimes";
import { waitLevel } from "../console/tickets/waiting";

test("a canned reply takes values, then fallbacks, and names what stays empty", () => {
    const text = "Hello {{customer.first_name|there}}, we write to {{customer.email}}.";
    assert.equal(fillCanned(text, { "customer.first_name": "Mei", "customer.email": "mei@example.com" }), "Hello Mei, we write to mei@example.com.");
    const filled = fillCanned(text, { "customer.first_name": "", "customer.email": null });
    assert.equal(filled, "Hello there, we write to {{customer.email}}.");
    assert.deepEqual(unfilledVariables(filled), ["customer.email"]);
    assert.deepEqual(unfilledVariables("Nothing to fill {here}"), []);
});

test("a Chinese name is used whole, another by its first word", () => {
    assert.equal(firstName("王梅"), "王梅");
    assert.equal(firstName("Emma Brown"), "Emma");
    assert.equal(firstName(" "), null);
});

test("only http, https and mail addresses become links, without the sentence's own stop", () => {
    assert.deepEqual(linkPieces("See https://a.example/x?y=1. javascript:alert(1) or mei@example.com，谢谢"), [
        { text: "See ", href: null }, { text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
        { text: ". javascript:alert(1) or ", href: null }, { text: "mei@example.com", href: "mailto:mei@example.com" },
        { text: "，谢谢", href: null },
    ]);
    assert.equal(linkPieces("(https://a.example/b)")[1]?.href, "https://a.example/b");
});

test("a quoted earlier mail folds away and an answer between quotes stays", () => {
    assert.deepEqual(foldQuote("Yes please\n\nOn Monday Lin wrote:\n> shall we?"), { body: "Yes please", quote: "On Monday Lin wrote:\n> shall we?" });
    assert.equal(foldQuote("Hi\n> first?\nyes\n> second?\nno").quote, null);
});

test("a slash opens canned replies and an at sign mentions, only at the start of a word", () => {
    assert.deepEqual(triggerAt("Hello /th", 9, ["/", "@"]), { mark: "/", query: "th", start: 6 });
    assert.equal(triggerAt("and/or", 6, ["/"]), null);
    assert.equal(triggerAt("@Lin", 4, ["/"]), null);
    assert.deepEqual(replaceTrigger("Hello /th!", 9, { mark: "/", query: "th", start: 6 }, "Thanks"), { text: "Hello Thanks!", caret: 12 });
    assert.deepEqual(mentionsIn("@Lin Chen please look", [{ id: "1", name: "Lin Chen" }, { id: "2", name: "Wang Bo" }]), ["1"]);
});

test("what is typed finds what begins so before what merely holds it", () => {
    assert.ok(fitOf("ref", "refund") > fitOf("ref", "late refund"));
    assert.ok(fitOf("rfd", "refund") > 0);
    assert.equal(fitOf("xyz", "refund"), 0);
});

test("a window over 10,000 rows draws only those in sight", () => {
    assert.deepEqual(rowRange(10_000, 60, 0, 600, 6), { start: 0, end: 17, offset: 0, height: 600_000 });
    assert.deepEqual(rowRange(10_000, 60, 300_000, 600, 6), { start: 4_994, end: 5_017, offset: 299_640, height: 600_000 });
    assert.equal(rowRange(3, 60, 9_999, 600).start, 0);
    assert.equal(scrollTopShowing(20, 60, 0, 600), 660);
    assert.equal(scrollTopShowing(2, 60, 300, 600), 120);
    assert.equal(scrollTopShowing(6, 60, 300, 600), 300);
});

test("a chat turns amber and red within minutes, a form within hours", () => {
    const since = "2026-03-02T08:00:00Z";
    const after = (minutes: number) => Date.parse(since) + minutes * 60_000;
    assert.deepEqual([1, 4, 11].map((minutes) => waitLevel(since, "chat", after(minutes))), ["calm", "late", "overdue"]);
    assert.deepEqual([60, 300, 1500].map((minutes) => waitLevel(since, "form", after(minutes))), ["calm", "late", "overdue"]);
});

test("who called is told from how it is written", () => {
    assert.deepEqual(personOf(" mei@example.com "), { email: "mei@example.com" });
    assert.deepEqual(personOf("+86 138 0013 8000"), { phone: "+86 138 0013 8000" });
    assert.deepEqual(personOf("王梅"), { name: "王梅" });
});

test("Monday is offered only when tomorrow is not Monday", () => {
    assert.deepEqual(snoozeTimes(new Date(2026, 2, 4, 10)).map((time) => time.name), ["hours", "tomorrow", "monday", "week"]);
    assert.deepEqual(snoozeTimes(new Date(2026, 2, 8, 10)).map((time) => time.name), ["hours", "tomorrow", "week"]);
});

test("addresses give their parameters", () => {
    assert.deepEqual(match("/tickets/:number", "/tickets/1042"), { number: "1042" });
    assert.equal(match("/tickets/:number", "/tickets"), null);
});
