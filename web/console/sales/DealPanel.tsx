import { useState } from "react";
import type { Opportunity } from "../../shared/apiTypes";
import { amountText, minorOf } from "../orders/money";
import { may, session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { EditableText } from "../shell/EditableText";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { DealActivities } from "./DealActivities";
import { DealHistory } from "./DealHistory";
import { DealQuotes } from "./DealQuotes";
import { changeDeal, moveDeal, removeDeal } from "./dealChanges";
import { pipelineName, reasonName } from "./dealNames";
import { deals, fetchDeal, stageName } from "./dealState";
import { OwnerSelect } from "./OwnerSelect";

/** One deal beside the board, with what can be done about it. */
export function DealPanel({ number, onLose, onClose }: { number: number; onLose: (deal: Opportunity) => void; onClose: () => void }) {
    const deal = useStore(deals, (state) => Object.values(state.byId).find((one) => one.number === number));
    const pipeline = useStore(deals, (state) => state.pipelines.find((one) => one.id === deal?.pipeline_id));
    const writes = useStore(session, (state) => may(state, "sales.write"));
    const unread = useReading(() => fetchDeal(number), [number]);
    const won = pipeline?.stages.find((stage) => stage.kind === "won");
    return (
        <aside className="deal-panel" aria-label={t("sales.panel")}>
            <header className="deal-head">
                <span className="meta">#{String(number)}</span>
                <button type="button" className="icon-button" aria-label={t("console.close")} title={`${t("console.close")} (Esc)`} onClick={onClose}><Icon name="x-lg" /></button>
            </header>
            {!deal && <Unread of={unread} missing={t("sales.missing", { number: String(number) })} />}
            {deal && (
                <div className="deal-body">
                    <h2>{writes ? <EditableText strong value={deal.title} label={t("sales.title")} onSave={(title) => void changeDeal(deal, { title }, { title })} /> : deal.title}</h2>
                    {deal.is_unhappy && deal.state === "open" && <p className="notice is-warning"><Icon name="exclamation-triangle" /><span>{t("sales.unhappyLong")}</span></p>}
                    {deal.lost_reason && <p className="notice"><span>{t("sales.lostBecause", { reason: reasonName(deal.lost_reason) })}{deal.lost_note && ` · ${deal.lost_note}`}</span></p>}
                    {writes && (
                        <p className="deal-acts">
                            {deal.state === "open" && won && <button type="button" className="button" data-kind="primary" onClick={() => void moveDeal(deal, won)}><Icon name="check2" />{t("sales.win")}</button>}
                            {deal.state === "open" && <button type="button" className="button" onClick={() => onLose(deal)}>{t("sales.lose")}</button>}
                            {deal.state !== "open" && pipeline && <button type="button" className="button" onClick={() => { const first = pipeline.stages.filter((stage) => stage.kind === "open").pop(); if (first) void moveDeal(deal, first); }}>{t("sales.reopen")}</button>}
                            <button type="button" className="button" data-kind="quiet" onClick={() => { onClose(); void removeDeal(deal); }}><Icon name="trash" />{t("console.remove")}</button>
                        </p>
                    )}
                    <Facts deal={deal} writes={writes} onLose={onLose} />
                    <DealActivities deal={deal} writes={writes} />
                    <section><h3>{t("sales.page.quotes")}</h3><DealQuotes deal={deal} writes={writes} /></section>
                    <section><h3>{t("sales.history")}</h3><DealHistory deal={deal} /></section>
                </div>
            )}
        </aside>
    );
}

function Facts({ deal, writes, onLose }: { deal: Opportunity; writes: boolean; onLose: (deal: Opportunity) => void }) {
    const users = useStore(directory, (state) => state.users);
    const pipelines = useStore(deals, (state) => state.pipelines);
    const pipeline = pipelines.find((one) => one.id === deal.pipeline_id);
    const { currency } = deal.amount;
    function setAmount(text: string) {
        const minor = minorOf(text, currency);
        if (minor === null) { say(t("console.orders.noAmount"), { tone: "danger" }); return; }
        const amount = { amount_minor: minor, currency };
        void changeDeal(deal, { amount }, { amount });
    }
    function setOwner(id: string) {
        const owner = users.find((user) => user.id === id);
        void changeDeal(deal, { owner_id: id || null }, { owner: owner ? { id, name: owner.name } : null });
    }
    function setStage(id: string) {
        const stage = pipelines.flatMap((one) => one.stages).find((one) => one.id === id);
        if (stage?.kind === "lost") onLose(deal);
        else if (stage) void moveDeal(deal, stage);
    }
    return (
        <div className="deal-facts">
            <label className="field"><span>{t("sales.stageLabel")}</span>
                <select className="input" value={deal.stage_id} disabled={!writes} onChange={(event) => setStage(event.target.value)}>
                    {pipeline?.stages.map((stage) => <option key={stage.id} value={stage.id}>{stageName(stage)}{stage.kind === "open" ? ` · ${Math.round(stage.win_ratio * 100)} %` : ""}</option>)}
                    {pipelines.filter((one) => one !== pipeline).map((one) => (
                        <optgroup key={one.id} label={t("sales.otherPipeline", { name: pipelineName(one) })}>{one.stages.filter((stage) => stage.kind === "open").map((stage) => <option key={stage.id} value={stage.id}>{stageName(stage)}</option>)}</optgroup>
                    ))}
                </select></label>
            <AmountField key={deal.amount.amount_minor} deal={deal} writes={writes} onSave={setAmount} />
            <label className="field"><span>{t("sales.expected")}</span>
                <input className="input" type="date" value={deal.expected_close_on ?? ""} disabled={!writes} onChange={(event) => { const day = event.target.value || null; void changeDeal(deal, { expected_close_on: day }, { expected_close_on: day }); }} /></label>
            <OwnerSelect owner={deal.owner?.id ?? ""} disabled={!writes} onChoose={setOwner} />
            <p><span className="meta">{t("console.orders.customer")}</span><br /><Link to={`/customers/${deal.customer.id}`}>{deal.customer.name || t("console.customer.nameless")}</Link></p>
            {deal.source_ticket && <p><span className="meta">{t("sales.source")}</span><br /><Link to={`/tickets/${deal.source_ticket.number}`}>{t("sales.ticket", { number: String(deal.source_ticket.number) })}</Link></p>}
            <p><span className="meta">{t("sales.since")}</span><br /><Moment at={deal.moved_at} /></p>
        </div>
    );
}

function AmountField({ deal, writes, onSave }: { deal: Opportunity; writes: boolean; onSave: (text: string) => void }) {
    const before = amountText(deal.amount.amount_minor, deal.amount.currency);
    const [text, setText] = useState(before);
    return (
        <label className="field"><span>{t("sales.amount")} ({deal.amount.currency})</span>
            <input className="input" inputMode="decimal" value={text} disabled={!writes} onChange={(event) => setText(event.target.value)} onBlur={() => { if (text !== before) onSave(text); }}
                onKeyDown={(event) => { if (event.key === "Enter" && !event.nativeEvent.isComposing) event.currentTarget.blur(); }} /></label>
    );
}
