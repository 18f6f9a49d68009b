import "./consoleWords";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { filtersOf, queryText } from "../console/tickets/filters";
import {
    listArrived, listAsked, listHeld, listReleased, ticketAssumed, ticketChanged, ticketRead, tickets, viewerKnown,
} from "../console/tickets/ticketState";
import { lateParcel } from "./consoleCast";

const me = "u1";
const at = (minute: number) => `2026-03-02T08:${String(minute).padStart(2, "0")}:00Z`;
const waiting = (id: string, minute: number) => lateParcel({ id, number: 1000 + minute, waiting_since: at(minute) });
const ids = () => tickets.get().list.ids;

beforeEach(() => {
    viewerKnown({ id: me, teamIds: ["team1"] });
    tickets.update((state) => ({ ...state, byId: {} }));
    listHeld(false);
    listAsked({ status: "solved" });
    const key = listAsked({ status: "open,waiting" });
    listArrived(key, { items: [waiting("a", 1), waiting("b", 5), waiting("c", 9)], next_cursor: null }, false);
});

test("a new ticket takes its place by how long it has waited", () => {
    ticketChanged(waiting("n1", 3));
    assert.deepEqual(ids(), ["a", "n1", "b", "c"]);
});

test("while one points at the list, rows stay and news gathers until released", () => {
    listHeld(true);
    ticketChanged(waiting("n2", 0));
    assert.deepEqual(ids(), ["a", "b", "c"]);
    assert.deepEqual(tickets.get().list.arrived, ["n2"]);
    listReleased();
    assert.deepEqual(ids(), ["n2", "a", "b", "c"]);
});

test("a ticket that a colleague solved stays under the pointer and leaves afterwards", () => {
    listHeld(true);
    ticketChanged({ ...waiting("b", 5), status: "solved", version: 2 });
    assert.deepEqual(ids(), ["a", "b", "c"]);
    listHeld(false);
    assert.deepEqual(ids(), ["a", "c"]);
});

test("my own solving shows at once and comes back when the server refuses", () => {
    const takeBack = ticketAssumed("b", { status: "solved" });
    assert.deepEqual(ids(), ["a", "c"]);
    takeBack();
    assert.deepEqual(ids(), ["a", "b", "c"]);
    assert.equal(tickets.get().byId["b"]?.status, "open");
});

test("an older version of a ticket changes nothing", () => {
    ticketChanged({ ...waiting("a", 1), subject: "Newer", version: 7 });
    ticketChanged({ ...waiting("a", 1), subject: "Older", version: 6 });
    assert.equal(tickets.get().byId["a"]?.subject, "Newer");
});

test("what I have read stays read when a frame meant for everyone arrives", () => {
    ticketRead("c", 1);
    ticketChanged({ ...waiting("c", 9), unread: true, read_seq: 0, version: 2 });
    assert.equal(tickets.get().byId["c"]?.unread, false);
    const last = { seq: 2, author_kind: "customer" as const, kind: "reply" as const, excerpt: "More", created_at: at(10) };
    ticketChanged({ ...waiting("c", 9), last_seq: 2, last_message: last, read_seq: 0, version: 3 });
    assert.equal(tickets.get().byId["c"]?.unread, true);
});

test("a page that belongs to another list is dropped", () => {
    listArrived("status=solved", { items: [waiting("x", 2)], next_cursor: null }, false);
    assert.deepEqual(ids(), ["a", "b", "c"]);
});

test("a list keeps 10,000 rows in order when one of them changes", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => lateParcel({
        id: `k${index}`, number: index, waiting_since: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
    }));
    const key = listAsked({ status: "open" });
    listArrived(key, { items: many, next_cursor: null }, false);
    const spent = [1, 2, 3].map((version) => {
        const begun = performance.now();
        ticketChanged({ ...many[9_999]!, waiting_since: `202${5 - version}-01-01T00:00:00Z`, version: version + 1 });
        return performance.now() - begun;
    });
    const best = Math.min(...spent);
    assert.ok(best < 50, `a change must fit into one key press and took ${best} ms`);
    assert.equal(ids()[0], "k9999");
    assert.equal(ids().length, 10_000);
});

test("an address names a folder, and what is added narrows it", () => {
    assert.equal(queryText(filtersOf(new URLSearchParams(""))), "status=open%2Cwaiting&assignee=me");
    assert.equal(queryText(filtersOf(new URLSearchParams("list=unassigned&tag=refund"))), "status=open%2Cwaiting&assignee=none&tag=refund");
    assert.equal(queryText(filtersOf(new URLSearchParams("view=v1"))), "view=v1");
});
