import { useCallback, useEffect, useMemo, useState } from "react";
import type { Ticket } from "../../shared/wire";
import { offerBest } from "../orders/offering";
import { may, session } from "../session/sessionState";
import { useKeys } from "../shell/keys";
import { preferences } from "../shell/preferences";
import { navigate, usePlace } from "../shell/router";
import { UnreadPage } from "../shell/UnreadPage";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { makeLead } from "../sales/lead";
import { CustomerPane } from "./CustomerPane";
import { filtersOf, queryText } from "./filters";
import { ListHead } from "./ListHead";
import { NewTicket } from "./NewTicket";
import { signal } from "./signals";
import { ThreadPane } from "./ThreadPane";
import { assign, solve } from "./ticketActions";
import { TicketList } from "./TicketList";
import { fetchList, fetchMore, fetchThread, fetchTicket } from "./ticketRequests";
import { listReleased, tickets } from "./ticketState";
import { ViewsNav } from "./ViewsNav";

/** The desk: views and list, the open thread, and its customer. */
export function TicketsPage({ number }: { number: string | null }) {
    const { query } = usePlace();
    const wanted = useMemo(() => queryText(filtersOf(query)), [query]);
    const ids = useStore(tickets, (state) => state.list.ids);
    const ticket = useStore(tickets, (state) => number ? byNumber(state.byId, Number(number)) : null);
    const me = useStore(session, (state) => state.user);
    const paneWanted = useStore(preferences, (state) => state.customerPane);
    const [making, setMaking] = useState(false);
    const [paneOpen, setPaneOpen] = useState(false);

    const mayOffer = useStore(session, (state) => may(state, "orders.write"));
    const alone = useStore(session, (state) => state.workAlone);
    // Whoever works alone assigns nothing, so "Mine" would stand empty.
    const elsewhere = alone && !query.get("list") && !query.get("view");
    useEffect(() => {
        if (elsewhere) {
            const all = new URLSearchParams(query);
            all.set("list", "all_open");
            navigate(`${location.pathname}?${all}`, { replace: true });
        } else void fetchList(filtersOf(query));
    }, [wanted, elsewhere]);
    useEffect(() => setPaneOpen(false), [number]);
    const unread = useReading(async () => { if (number && !byNumber(tickets.get().byId, Number(number))) await fetchTicket(number); }, [number]);

    const open = useCallback((next: Ticket) => navigate(`/tickets/${next.number}${location.search}`), []);
    const at = ticket ? ids.indexOf(ticket.id) : -1;
    useEffect(() => {
        // The neighbours' threads are fetched ahead, so moving on waits for nothing.
        const timer = setTimeout(() => {
            for (const id of [ids[at + 1], ids[at - 1], ids[at + 2]]) if (id) void fetchThread(id, { ahead: true });
        }, 150);
        return () => clearTimeout(timer);
    }, [at, ids]);

    function step(by: number) {
        const id = ids[Math.max(0, Math.min(ids.length - 1, at + by))];
        const next = id ? tickets.get().byId[id] : undefined;
        if (next) open(next);
        if (at + by >= ids.length - 5) void fetchMore();
    }
    /** After solving, the next ticket in the list takes the place of the one just left. */
    function leave(from: Ticket, before: readonly string[]) {
        const index = before.indexOf(from.id);
        listReleased();
        const rest = tickets.get().list.ids;
        const next = before.slice(index + 1).find((id) => id !== from.id && rest.includes(id)) ?? [...before.slice(0, Math.max(0, index))].reverse().find((id) => rest.includes(id));
        const following = next ? tickets.get().byId[next] : undefined;
        if (following) open(following);
        else if (index >= 0) navigate(`/tickets${location.search}`);
    }
    function toggleSolved(current: Ticket) {
        const solved = current.status !== "solved" && current.status !== "closed";
        const before = ids;
        void solve(current, solved);
        if (solved) leave(current, before);
    }

    useKeys({
        j: () => step(1), k: () => step(-1),
        ArrowDown: () => step(1), ArrowUp: () => step(-1),
        Enter: () => { if (ticket) signal("reply"); else step(1); },
        r: () => signal("reply"), n: () => signal("note"), a: () => signal("assign"), "#": () => signal("tag"), s: () => signal("snooze"), t: () => signal("recipients"), l: () => signal("later"),
        i: () => { if (ticket && me) void assign(ticket, { user: { id: me.id, name: me.name } }); },
        d: () => { if (ticket) void makeLead(ticket); },
        e: () => { if (ticket) toggleSolved(ticket); },
        o: () => { if (ticket && mayOffer) void offerBest(ticket); },
        "/": () => signal("find"), c: () => setMaking(true),
        Escape: () => { if (ticket) navigate(`/tickets${location.search}`); },
    });

    return (
        <div className={`desk${number ? " has-ticket" : ""}${paneOpen ? " has-customer" : ""}${paneWanted ? "" : " no-customer"}`}>
            <ViewsNav />
            <section className="list-pane" aria-label={t("console.list.label")}>
                <ListHead onNew={() => setMaking(true)} />
                <TicketList chosen={ticket?.id ?? null} onOpen={open} />
            </section>
            <main className="thread-pane" id="main" tabIndex={-1}>
                {ticket
                    ? <ThreadPane key={ticket.id} ticket={ticket} onSolve={() => toggleSolved(ticket)} onSolved={() => leave(ticket, ids)} onCustomer={() => setPaneOpen(true)} />
                    : number ? <UnreadPage of={unread} missing={t("console.ticket.missing", { number })} back={`/tickets${location.search}`} /> : <div className="empty"><p className="muted">{t("console.thread.choose")}</p></div>}
            </main>
            {ticket && (paneWanted || paneOpen) && <CustomerPane ticket={ticket} onBack={() => setPaneOpen(false)} />}
            {making && <NewTicket onClose={() => setMaking(false)} />}
        </div>
    );
}

const numbers = new WeakMap<object, Map<number, string>>();

/** A ticket by the number people say; the index is made once per state of the tickets. */
function byNumber(byId: Readonly<Record<string, Ticket>>, number: number): Ticket | null {
    let index = numbers.get(byId);
    if (!index) {
        index = new Map(Object.values(byId).map((ticket) => [ticket.number, ticket.id]));
        numbers.set(byId, index);
    }
    return byId[index.get(number) ?? ""] ?? null;
}
