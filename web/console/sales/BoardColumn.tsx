import { DragEvent, MutableRefObject, useEffect, useRef, useState } from "react";
import type { Opportunity } from "../../shared/apiTypes";
import { moneyIn } from "../../shared/money";
import { session } from "../session/sessionState";
import { Avatar } from "../shell/Avatar";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { VirtualList } from "../shell/VirtualList";
import { locale, t } from "../shell/words";
import { moneyText } from "../orders/money";
import type { Column } from "./columns";
import { dayOf, isPast } from "./days";
import { stageName } from "./dealState";

interface Props {
    column: Column;
    /** The deal the keys act on. */
    current: string | null;
    /** Whether that deal takes the focus, once, because a key led there. */
    takesFocus: MutableRefObject<boolean>;
    carries: boolean;
    onStand: (deal: Opportunity) => void;
    onDrop: (event: DragEvent) => void;
}

const cardHeight = 92;

/** One stage of the board: what stands in it, how much that is, and a place to drop a deal. */
export function BoardColumn({ column, current, takesFocus, carries, onStand, onDrop }: Props) {
    const { stage, deals, sums } = column;
    const [isOver, setOver] = useState(false);
    const name = stageName(stage);
    return (
        <section className={`board-column is-${stage.kind}${isOver ? " is-over" : ""}`} aria-label={name}
            onDragOver={(event) => { if (carries) { event.preventDefault(); setOver(true); } }}
            onDragLeave={(event) => { if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false); }}
            onDrop={(event) => { event.preventDefault(); setOver(false); onDrop(event); }}>
            <header className="column-head">
                <h2>{name} <span className="meta">{t("sales.count", { count: deals.length })}</span></h2>
                {sums.map(({ sum, weighted }) => (
                    <p key={sum.currency}><b>{whole(sum)}</b>{stage.kind === "open" && <span className="meta" title={t("sales.weightedRule")}>{t("sales.weighted", { amount: whole(weighted) })}</span>}</p>
                ))}
                {sums.length === 0 && <p className="meta">{stage.kind === "open" ? t("sales.noneHere") : t("sales.noneEnded")}</p>}
            </header>
            <VirtualList items={deals} rowHeight={cardHeight} keyOf={(deal) => deal.id} label={name} shownIndex={deals.findIndex((deal) => deal.id === current)}
                row={(deal) => <Card deal={deal} isCurrent={deal.id === current} takesFocus={takesFocus} carries={carries} onStand={onStand} />} />
        </section>
    );
}

function Card({ deal, isCurrent, takesFocus, carries, onStand }: { deal: Opportunity; isCurrent: boolean; takesFocus: MutableRefObject<boolean>; carries: boolean; onStand: (deal: Opportunity) => void }) {
    const card = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (!isCurrent || !takesFocus.current) return;
        takesFocus.current = false;
        card.current?.querySelector("a")?.focus({ preventScroll: true });
        card.current?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
    });
    const isLate = deal.state === "open" && deal.expected_close_on !== null && isPast(deal.expected_close_on);
    return (
        <div ref={card} className={`deal-card${isCurrent ? " is-current" : ""}`} draggable={carries}
            onDragStart={(event) => { onStand(deal); event.dataTransfer.setData("text/x-deal", deal.id); event.dataTransfer.effectAllowed = "move"; }}>
            <Link to={`/sales/deals/${deal.number}${location.search}`} draggable={false} aria-current={isCurrent ? "true" : undefined} onFocus={() => onStand(deal)}>
                <strong className="deal-title">{deal.title}</strong>
                <span className="deal-who"><span>{deal.customer.name || t("console.customer.nameless")}</span>
                    {deal.is_unhappy && deal.state === "open" && <span className="deal-mark is-unhappy" title={t("sales.unhappy")}><Icon name="exclamation-triangle" label={t("sales.unhappy")} /></span>}
                    {deal.next_activity_at && Date.parse(deal.next_activity_at) < Date.now() && <span className="deal-mark is-due" title={t("sales.activityDue")}><Icon name="clock" label={t("sales.activityDue")} /></span>}</span>
                <span className="deal-foot"><b title={moneyText(deal.amount)}>{whole(deal.amount)}</b>{deal.expected_close_on && <time dateTime={deal.expected_close_on} className={isLate ? "is-late" : undefined}>{dayOf(deal.expected_close_on)}</time>}
                    {deal.owner && <span title={deal.owner.name}><Avatar name={deal.owner.name} size="s" /></span>}</span>
            </Link>
        </div>
    );
}

function whole(money: Opportunity["amount"]): string {
    return moneyIn(locale(), money, session.get().company?.currency, true);
}
