import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { t } from "../shell/words";
import type { Ticket } from "../../shared/wire";
import { ScheduledBubble } from "../mail/ScheduledBubble";
import { scheduled, scheduledOf } from "../mail/scheduledState";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { Icon } from "../shell/Icon";
import { dayText } from "../shell/times";
import { useLate } from "../shell/useLate";
import { useStore } from "../shell/useStore";
import { Bubble, OutgoingBubble } from "./Bubble";
import { EventLine } from "./EventLine";
import { markRead } from "./reading";
import { threadItems } from "./threadItems";
import { newestSeq, threadOf, threads } from "./threadState";
import { fetchEarlier, fetchThread } from "./ticketRequests";

const nearPixels = 80;

/** The messages of a ticket. It stays at the newest one unless one has scrolled up to read. */
export function ThreadLog({ ticket }: { ticket: Ticket }) {
    const thread = useStore(threads, (state) => threadOf(state, ticket.id));
    const waiting = useStore(scheduled, (state) => scheduledOf(state, ticket.id));
    const me = useStore(session, (state) => state.user?.id);
    const users = useStore(directory, (state) => state.users);
    const names = useMemo(() => users.map((user) => user.name), [users]);
    const late = useLate(thread.phase === "loading" && thread.messages.length === 0);
    const box = useRef<HTMLDivElement>(null);
    const [atEnd, setAtEnd] = useState(true);
    const heightBefore = useRef(0);
    const firstBefore = useRef(0);
    const first = thread.messages[0]?.seq ?? 0;
    const newest = newestSeq(thread);
    const items = useMemo(() => threadItems(thread.messages, thread.leftOffSeq, me), [thread.messages, thread.leftOffSeq, me]);

    const toEnd = useCallback(() => {
        if (box.current) box.current.scrollTop = box.current.scrollHeight;
    }, []);
    useLayoutEffect(() => { setAtEnd(true); toEnd(); }, [ticket.id, toEnd]);
    useLayoutEffect(() => {
        const element = box.current;
        if (!element) return;
        // Earlier messages came in above: the line being read stays under the eye.
        if (first < firstBefore.current) element.scrollTop += element.scrollHeight - heightBefore.current;
        else if (atEnd) toEnd();
        firstBefore.current = first;
        heightBefore.current = element.scrollHeight;
    }, [items, thread.outgoing, thread.typists, waiting, first, atEnd, toEnd]);
    useEffect(() => {
        const element = box.current;
        if (!element || typeof ResizeObserver === "undefined") return;
        const observer = new ResizeObserver(() => { if (atEnd) toEnd(); });
        observer.observe(element);
        return () => observer.disconnect();
    }, [atEnd, toEnd]);
    useEffect(() => {
        if (!atEnd || newest === 0) return;
        const look = () => { if (document.visibilityState === "visible") markRead(ticket.id, newest); };
        look();
        document.addEventListener("visibilitychange", look);
        return () => document.removeEventListener("visibilitychange", look);
    }, [ticket.id, newest, atEnd]);

    function scrolled() {
        const element = box.current;
        if (!element) return;
        setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < nearPixels);
        if (element.scrollTop < 200 && first > 1) void fetchEarlier(ticket.id);
    }

    if (thread.phase === "failed") {
        return (
            <div className="thread-log empty">
                <p>{t("console.thread.failed")}</p>
                <button type="button" className="button" onClick={() => void fetchThread(ticket.id)}>{t("console.tryAgain")}</button>
            </div>
        );
    }
    return (
        <div className="thread-frame">
            <div className="thread-log" ref={box} onScroll={scrolled} role="log" aria-live="polite" aria-label={t("console.thread.label")} tabIndex={0}>
                {late && <div className="thread-skeleton" aria-hidden="true"><i /><i /><i /></div>}
                {items.map((item) => {
                    if (item.kind === "day") return <div key={item.key} className="day-rule"><span>{dayText(item.at)}</span></div>;
                    if (item.kind === "new") return <div key={item.key} className="new-rule"><span>{t("console.thread.new")}</span></div>;
                    if (item.kind === "event") return <EventLine key={item.key} message={item.message} />;
                    return (
                        <Bubble key={item.key} message={item.message} first={item.first} last={item.last} subject={item.subject} movedTo={item.movedTo} names={names}
                            seen={item.message.seq <= ticket.customer_read_seq} />
                    );
                })}
                {thread.outgoing.map((outgoing) => <OutgoingBubble key={outgoing.client_id} ticket={ticket.id} outgoing={outgoing} />)}
                {waiting.map((item) => <ScheduledBubble key={item.id} item={item} />)}
                {thread.typists.filter((typist) => typist.kind !== "agent").map((typist) => (
                    <div key={typist.id} className="typing"><i /><i /><i /><span>{t("console.thread.typing", { name: typist.name || ticket.customer.name })}</span></div>
                ))}
            </div>
            {!atEnd && (
                <button type="button" className="to-end" onClick={toEnd}>
                    <Icon name="arrow-down" />{newest > ticket.read_seq ? t("console.thread.newBelow") : t("console.thread.toEnd")}
                </button>
            )}
        </div>
    );
}
