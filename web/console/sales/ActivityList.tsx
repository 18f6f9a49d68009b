import type { Activity } from "../../shared/apiTypes";
import { Icon, IconName } from "../shell/Icon";
import { Link } from "../shell/Link";
import { exactTime, momentText } from "../shell/times";
import { t } from "../shell/words";
import { dropActivity, tick } from "./activityState";

const icons: Record<Activity["kind"], IconName> = { call: "telephone", meeting: "people", mail: "envelope", task: "check2" };

/** Things to do, in the order they are due; a tick marks one done. */
export function ActivityList({ items, writes, withDeal = false }: { items: readonly Activity[]; writes: boolean; withDeal?: boolean }) {
    return (
        <ul className="plain-list activity-list">
            {items.map((item) => {
                const isLate = item.due_at !== null && item.done_at === null && Date.parse(item.due_at) < Date.now();
                return (
                    <li key={item.id} className={item.done_at ? "is-done" : undefined}>
                        <input type="checkbox" checked={item.done_at !== null} disabled={!writes} aria-label={t("sales.activity.doneNamed", { subject: item.subject })} onChange={(event) => void tick(item, event.target.checked)} />
                        <span className="activity-kind" title={t(`sales.activity.${item.kind}`)}><Icon name={icons[item.kind]} label={t(`sales.activity.${item.kind}`)} /></span>
                        <div><p>{item.subject}</p>
                            <p className="meta">{item.due_at && <time dateTime={item.due_at} title={exactTime(item.due_at)} className={isLate ? "is-late" : undefined}>{momentText(item.due_at)}</time>}
                                {withDeal && item.opportunity && <Link to={`/sales/deals/${item.opportunity.number}`}>{item.opportunity.title}</Link>}
                                {withDeal && item.customer && <Link to={`/customers/${item.customer.id}`}>{item.customer.name || t("console.customer.nameless")}</Link>}
                                {!withDeal && item.owner && <span>{item.owner.name}</span>}</p>
                            {item.note && <p className="meta">{item.note}</p>}</div>
                        {writes && <button type="button" className="icon-button is-small" aria-label={t("console.removeNamed", { name: item.subject })} onClick={() => void dropActivity(item)}><Icon name="trash" /></button>}
                    </li>
                );
            })}
        </ul>
    );
}

/** In the order they are due, those without a time last, done ones after all. */
export function inOrder(items: readonly Activity[]): readonly Activity[] {
    const place = (item: Activity) => `${item.done_at ? 1 : 0}${item.due_at ?? "9999"}${item.id}`;
    return [...items].sort((a, b) => place(a) < place(b) ? -1 : 1);
}
