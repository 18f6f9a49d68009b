import { useEffect, useState } from "react";
import type { AtRisk, ModelCard, RiskReasonCount } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { moneyText } from "../orders/money";
import { get, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Menu } from "../shell/Menu";
import { navigate, usePlace } from "../shell/router";
import { exactTime, momentText } from "../shell/times";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { t } from "../shell/words";
import { featureName, percent, reasonText } from "./riskWords";

const kinds = ["customers", "tickets"] as const;
type Kind = typeof kinds[number];
const actions = ["called", "wrote", "offered", "handed_over", "other"] as const;
const capacities = ["5", "10", "20", "50"];
const capacityKey = "deskbell.at-risk.capacity";

/** Those one should look after, by risk × value, and what was done about it. */
export default function AtRiskPage() {
    const { query } = usePlace();
    const kind: Kind = query.get("kind") === "tickets" ? "tickets" : "customers";
    const reason = query.get("reason") ?? "";
    const handled = query.get("handled") === "true";
    const [capacity, setCapacity] = useState(localStorage.getItem(capacityKey) ?? "10");
    const [reasons, setReasons] = useState<readonly RiskReasonCount[]>([]);
    useEffect(() => {
        let left = false;
        get<Page<RiskReasonCount>>(`/at-risk/reasons?kind=${kind}`).then((page) => { if (!left) setReasons(page.items); }, () => undefined);
        return () => { left = true; };
    }, [kind]);

    function go(change: Record<string, string>) {
        const next = new URLSearchParams(query);
        for (const [key, value] of Object.entries(change)) if (value) next.set(key, value); else next.delete(key);
        navigate(`/at-risk?${next}`, { replace: true });
    }
    return (
        <main className="page" id="main" tabIndex={-1}>
            <div className="at-risk">
                <header className="at-risk-head">
                    <h1>{t("console.at_risk.title")}</h1>
                    <Link to="/at-risk/models" className="button"><Icon name="question-circle" />{t("console.at_risk.models")}</Link>
                    <p className="meta">{t("console.at_risk.lead")}</p>
                </header>
                <div className="at-risk-filters">
                    <div className="segmented" role="group">
                        {kinds.map((name) => <button key={name} type="button" aria-pressed={kind === name} onClick={() => go({ kind: name === "customers" ? "" : name, reason: "" })}>{t(`console.at_risk.${name}`)}</button>)}
                    </div>
                    <label>{t("console.at_risk.reason")}
                        <select className="input" value={reason} onChange={(event) => go({ reason: event.target.value })}>
                            <option value="">{t("console.at_risk.all")}</option>
                            {reasons.map((one) => <option key={one.feature} value={one.feature}>{featureName(one.feature)} ({one.count})</option>)}
                        </select></label>
                    <label>{t("console.at_risk.capacity")}
                        <select className="input" value={capacity} onChange={(event) => { setCapacity(event.target.value); localStorage.setItem(capacityKey, event.target.value); }}>
                            {capacities.map((count) => <option key={count} value={count}>{t("console.at_risk.perWeek", { count: Number(count) })}</option>)}
                        </select></label>
                    <label className="check"><input type="checkbox" checked={handled} onChange={(event) => go({ handled: event.target.checked ? "true" : "" })} /><span>{t("console.at_risk.handled")}</span></label>
                </div>
                <Those key={kind} kind={kind} reason={reason} handled={handled} capacity={Number(capacity)} />
            </div>
        </main>
    );
}

/** The rows of one kind, with a line after those that can be looked after in a week. */
function Those({ kind, reason, handled, capacity }: { kind: Kind; reason: string; handled: boolean; capacity: number }) {
    const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
    const [card, setCard] = useState<ModelCard | null>(null);
    const { items, more, unread } = usePages<AtRisk>(`/at-risk?kind=${kind}&limit=100${reason ? `&reason=${encodeURIComponent(reason)}` : ""}${handled ? "&handled=true" : ""}`);
    useEffect(() => {
        let left = false;
        get<ModelCard>(`/models/${kind === "tickets" ? "satisfaction" : "churn"}`).then((answer) => { if (!left) setCard(answer); }, () => undefined);
        return () => { left = true; };
    }, [kind]);
    async function act(item: AtRisk, action: string) {
        try {
            await post("/at-risk/interventions", { kind, subject_id: item.subject_id, action });
            setGone((before) => new Set(before).add(item.subject_id));
            say(t("console.at_risk.noted", { name: item.customer.name || t("console.customer.nameless") }));
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    const shown = (items ?? []).filter((item) => handled || !gone.has(item.subject_id));
    return (
        <>
            <Unread of={unread} />
            {items && shown.length === 0 && <div className="empty"><p>{emptyText(card)}</p></div>}
            <ol className="plain-list at-risk-list">
                {shown.map((item, index) => (
                    <li key={item.subject_id} className={index === capacity ? "is-beyond" : undefined} data-line={index === capacity ? t("console.at_risk.capacityLine") : undefined}>
                        <Row item={item} kind={kind} onAct={(action) => void act(item, action)} />
                    </li>
                ))}
            </ol>
            {more && <button type="button" className="button" onClick={more}>{t("console.more")}</button>}
        </>
    );
}

function Row({ item, kind, onAct }: { item: AtRisk; kind: Kind; onAct: (action: string) => void }) {
    const name = item.customer.name || t("console.customer.nameless");
    return (
        <article className="at-risk-row">
            <div className={`at-risk-figure is-${item.band}`}>{item.risk_ratio === null ? t(`console.risk.band_${kind === "tickets" ? "satisfaction" : "churn"}_${item.band}`) : percent(item.risk_ratio)}</div>
            <div className="at-risk-who">
                <Link to={kind === "tickets" ? `/tickets/${item.number}` : `/customers/${item.customer.id}`}><strong>{name}</strong>{item.number !== null && <span> #{String(item.number)} {item.subject}</span>}</Link>
                <p className="meta">{(item.reasons as Parameters<typeof reasonText>[0][]).filter((one) => one.effect === "raises").map(reasonText).join(" · ")}</p>
                {item.action && item.acted_at && <p className="meta"><Icon name="check2" /> {t(`console.at_risk.action_${item.action}`)}, <time dateTime={item.acted_at} title={exactTime(item.acted_at)}>{momentText(item.acted_at)}</time></p>}
            </div>
            <div className="at-risk-loss">{item.expected_loss && item.expected_loss.amount_minor > 0 && t("console.at_risk.loss", { loss: moneyText(item.expected_loss) })}</div>
            <Menu label={t("console.at_risk.done")} className="icon-button" align="end" searchable={false} choices={actions.map((action) => ({ id: action, label: t(`console.at_risk.action_${action}`) }))} onChoose={onAct}><Icon name="check2-circle" /></Menu>
        </article>
    );
}

/** Why nobody is listed, in the model's own terms. */
function emptyText(card: ModelCard | null): string {
    if (card?.verdict === "not_enough_data") return t("console.at_risk.needed", { have: card.labels, want: card.labels_wanted });
    if (card?.verdict === "no_usable_pattern") return t("console.at_risk.noPattern");
    return t("console.at_risk.empty");
}
