import { DragEvent, useMemo, useRef, useState } from "react";
import type { Opportunity } from "../../shared/apiTypes";
import { ExportButton } from "../imports/ExportButton";
import { may, session } from "../session/sessionState";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Menu } from "../shell/Menu";
import { match, navigate, usePlace } from "../shell/router";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { BoardColumn } from "./BoardColumn";
import { columnsOf } from "./columns";
import { DealPanel } from "./DealPanel";
import { moveDeal } from "./dealChanges";
import { pipelineName } from "./dealNames";
import { deals, fetchBoard, fetchPipelines, Stage } from "./dealState";
import { LostDialog } from "./LostDialog";
import { NewDeal } from "./NewDeal";

/** The deals of a pipeline in columns; a deal is carried by mouse or by `[` and `]`. */
export function BoardPage({ path }: { path: string }) {
    const { query } = usePlace();
    const number = Number(match("/sales/deals/:number", path)?.["number"]) || null;
    const state = useStore(deals, (all) => all);
    const writes = useStore(session, (all) => may(all, "sales.write"));
    const me = useStore(session, (all) => all.user?.id);
    const [at, setAt] = useState<string | null>(null);
    const [losing, setLosing] = useState<Opportunity | null>(null);
    const [making, setMaking] = useState(false);
    const takesFocus = useRef(false);
    const mine = query.get("owner") === "me";
    const open = number ? Object.values(state.byId).find((deal) => deal.number === number) : undefined;
    const pipeline = state.pipelines.find((one) => one.id === (query.get("pipeline") ?? open?.pipeline_id)) ?? state.pipelines[0];

    const unread = useReading(async () => { await fetchPipelines(); }, []);
    const unreadBoard = useReading(async () => { if (pipeline) await fetchBoard(pipeline.id); }, [pipeline?.id]);
    const columns = useMemo(() => {
        if (!pipeline) return [];
        const shown = mine ? Object.fromEntries(Object.entries(state.byId).filter(([, deal]) => deal.owner?.id === me)) : state.byId;
        return columnsOf(pipeline, shown, state.unhappyRatio);
    }, [pipeline, state.byId, state.unhappyRatio, mine, me]);
    const known = pipeline !== undefined && pipeline.id in state.boards;
    const isEmpty = known && columns.every((column) => column.deals.length === 0);
    const current = (at ? state.byId[at] : undefined) ?? open;
    const column = columns.findIndex((one) => one.stage.id === current?.stage_id);
    const row = columns[column]?.deals.findIndex((deal) => deal.id === current?.id) ?? -1;

    function stand(deal: Opportunity | undefined) {
        if (!deal) return;
        takesFocus.current = true;
        setAt(deal.id);
        if (number) navigate(`/sales/deals/${deal.number}${location.search}`, { replace: true });
    }
    function walk(across: number, down: number) {
        if (column < 0) return stand(columns.find((one) => one.deals.length > 0)?.deals[0]);
        if (down) return stand(columns[column]?.deals[row + down]);
        for (let next = column + across; next >= 0 && next < columns.length; next += across) {
            const held = columns[next]?.deals ?? [];
            if (held.length > 0) return stand(held[Math.min(row, held.length - 1)]);
        }
    }
    function carry(deal: Opportunity | undefined, stage: Stage | undefined) {
        if (!deal || !stage || !writes || deal.stage_id === stage.id) return;
        if (stage.kind === "lost") setLosing(deal);
        else void moveDeal(deal, stage);
    }
    function push(by: number) {
        if (!current) return;
        takesFocus.current = true;
        setAt(current.id);
        carry(current, columns[column + by]?.stage);
    }
    function go(change: Record<string, string>) {
        const next = new URLSearchParams(query);
        for (const [key, value] of Object.entries(change)) if (value) next.set(key, value); else next.delete(key);
        navigate(`/sales${String(next) && `?${next}`}`, { replace: true });
    }
    useKeys({
        ArrowDown: () => walk(0, 1), ArrowUp: () => walk(0, -1), ArrowRight: () => walk(1, 0), ArrowLeft: () => walk(-1, 0), j: () => walk(0, 1), k: () => walk(0, -1),
        "]": () => push(1), "[": () => push(-1),
        Enter: () => { if (current) navigate(`/sales/deals/${current.number}${location.search}`); },
        c: () => { if (writes) setMaking(true); },
        Escape: () => { if (number) { setAt(current?.id ?? null); takesFocus.current = true; navigate(`/sales${location.search}`); } },
    });

    return (
        <div className={`sales-page board-page${number ? " has-panel" : ""}`}>
            <main className="board" id="main" tabIndex={-1}>
                <header className="board-head">
                    <h1>{state.pipelines.length > 1 && pipeline ? (
                        <Menu label={t("sales.choosePipeline")} className="board-choice" choices={state.pipelines.map((one) => ({ id: one.id, label: pipelineName(one), chosen: one.id === pipeline.id }))} onChoose={(id) => go({ pipeline: id })}>{pipelineName(pipeline)}<Icon name="chevron-down" /></Menu>
                    ) : pipeline ? pipelineName(pipeline) : t("sales.page.board")}</h1>
                    <button type="button" className="chip" aria-pressed={mine} onClick={() => go({ owner: mine ? "" : "me" })}>{t("sales.mine")}</button>
                    <span className="board-space" />
                    <ExportButton name="deals" />
                    {writes && <button type="button" className="button" data-kind="primary" title={`${t("sales.new")} (c)`} onClick={() => setMaking(true)}><Icon name="plus-lg" />{t("sales.new")}</button>}
                </header>
                <Unread of={unread ?? unreadBoard} />
                {pipeline && state.boards[pipeline.id] === false && <p className="notice">{t("sales.notWhole")}</p>}
                {isEmpty && <div className="empty board-empty"><Icon name="kanban" /><p>{t(mine ? "sales.emptyMine" : "sales.empty")}</p>
                    {writes && !mine && <button type="button" className="button" data-kind="primary" onClick={() => setMaking(true)}>{t("sales.new")}</button>}</div>}
                {known && !isEmpty && (
                    <div className="board-columns">
                        {columns.map((one) => (
                            <BoardColumn key={one.stage.id} column={one} current={current?.id ?? null} takesFocus={takesFocus} carries={writes} onStand={(deal) => setAt(deal.id)}
                                onDrop={(event: DragEvent) => carry(state.byId[event.dataTransfer.getData("text/x-deal")], one.stage)} />
                        ))}
                    </div>
                )}
            </main>
            {number && <DealPanel key={number} number={number} onLose={setLosing} onClose={() => navigate(`/sales${location.search}`)} />}
            {losing && <LostDialog deal={losing} onClose={() => setLosing(null)} />}
            {making && pipeline && <NewDeal pipeline={pipeline} onClose={() => setMaking(false)} />}
        </div>
    );
}
