import { useCallback, useEffect, useRef } from "react";
import { t } from "../shell/words";
import type { Viewing } from "../../shared/staff";
import type { Ticket } from "../../shared/wire";
import { useLate } from "../shell/useLate";
import { useStore } from "../shell/useStore";
import { VirtualList } from "../shell/VirtualList";
import { session } from "../session/sessionState";
import { EmptyList } from "./EmptyList";
import { fetchList, fetchMore } from "./ticketRequests";
import { TicketRow } from "./TicketRow";
import { listHeld, listReleased, tickets } from "./ticketState";

const rowHeight = 60;
const nobody: readonly Viewing[] = [];

interface Props { chosen: string | null; onOpen: (ticket: Ticket) => void }

/** The rows of the current list. They keep their places while one points at them or has scrolled down. */
export function TicketList({ chosen, onOpen }: Props) {
    const list = useStore(tickets, (state) => state.list);
    const byId = useStore(tickets, (state) => state.byId);
    const viewing = useStore(tickets, (state) => state.viewing);
    const me = useStore(session, (state) => state.user?.id);
    const alone = useStore(session, (state) => state.workAlone);
    const late = useLate(list.phase === "loading");
    const pointing = useRef(false);
    const away = useRef(false);
    const hold = useCallback(() => listHeld(pointing.current || away.current), []);
    useEffect(() => () => listHeld(false), []);

    const shownIndex = chosen ? list.ids.indexOf(chosen) : -1;
    const scrolledAway = useCallback((isAway: boolean) => { away.current = isAway; hold(); }, [hold]);

    if (list.phase === "failed") {
        return (
            <div className="empty">
                <p>{t("console.list.failed")}</p>
                <button type="button" className="button" onClick={() => void fetchList(list.filters)}>{t("console.tryAgain")}</button>
            </div>
        );
    }
    if (list.phase === "loading" && list.ids.length === 0) {
        return late ? <div className="list-skeleton" aria-hidden="true">{Array.from({ length: 8 }, (_, index) => <i key={index} />)}</div> : <div className="list-skeleton" />;
    }
    return (
        <div className="list-box"
            onPointerEnter={(event) => { if (event.pointerType === "mouse") { pointing.current = true; hold(); } }}
            onPointerLeave={() => { pointing.current = false; hold(); }}>
            {list.arrived.length > 0 && (
                <button type="button" className="pill" onClick={listReleased}>{t("console.list.arrived", { count: list.arrived.length })}</button>
            )}
            {list.ids.length === 0 && list.arrived.length === 0
                ? <EmptyList filters={list.filters} />
                : (
                    <VirtualList items={list.ids} rowHeight={rowHeight} keyOf={(id) => id} shownIndex={shownIndex}
                        label={t("console.list.label")} onNearEnd={list.cursor ? fetchMoreSoon : undefined} onScrolledAway={scrolledAway}
                        row={(id) => {
                            const ticket = byId[id];
                            if (!ticket) return null;
                            const others = viewing[id]?.filter((one) => one.id !== me) ?? nobody;
                            return (
                                <TicketRow ticket={ticket} chosen={id === chosen} alone={alone} onOpen={onOpen}
                                    colleagues={others.length > 0 ? others : nobody} />
                            );
                        }} />
                )}
        </div>
    );
}

function fetchMoreSoon(): void { void fetchMore(); }
