import type { Forecast } from "../../shared/apiTypes";
import { moneyText } from "../orders/money";
import { Link } from "../shell/Link";
import { t } from "../shell/words";
import { dayOf, dayText } from "./days";
import { deals } from "./dealState";

type Changes = Forecast["changes"];
type Item = Changes["items"][number];

/** What became of the open deals since a day: what they were worth then and are now, and each deal that changed. */
export function ForecastChanges({ changes, since, onSince }: { changes: Changes; since: string; onSince: (day: string) => void }) {
    return (
        <section><header className="forecast-since"><h2>{t("sales.forecast.changed")}</h2>
            <label>{t("sales.forecast.since")} <input className="input" type="date" value={since} max={dayText(new Date())} onChange={(event) => { if (event.target.value) onSince(event.target.value); }} /></label></header>
            {changes.worth.map((one) => (
                <p key={one.weighted_now.currency}>{t("sales.forecast.worth", { then: moneyText(one.weighted_then), now: moneyText(one.weighted_now), difference: difference(one) })}</p>
            ))}
            {changes.items.length === 0 && <p className="meta">{t("sales.forecast.nothingChanged")}</p>}
            <ul className="plain-list forecast-changes">{changes.items.map((item) => (
                <li key={item.number}><span className={`badge is-${item.kind}`}>{t(`sales.forecast.change_${item.kind}`)}</span>
                    {item.kind === "removed" ? <span>{item.title}</span> : <Link to={`/sales/deals/${item.number}`}>{item.title}</Link>}
                    <span className="meta">{item.customer.name || t("console.customer.nameless")}</span><span className="meta">{details(item)}</span></li>
            ))}</ul></section>
    );
}

function difference({ weighted_then, weighted_now }: Changes["worth"][number]): string {
    const by = weighted_now.amount_minor - weighted_then.amount_minor;
    return `${by > 0 ? "+" : ""}${moneyText({ amount_minor: by, currency: weighted_now.currency })}`;
}

/** What is different, each as from → to. */
function details({ then, now }: Item): string {
    if (!then) return moneyText(now.amount);
    const lines: string[] = [];
    const day = (text: string | null) => text ? dayOf(text) : "–";
    if (then.stage_name !== now.stage_name) lines.push(`${said(then.stage_name)} → ${said(now.stage_name)}`);
    const changed = then.amount.amount_minor !== now.amount.amount_minor || then.amount.currency !== now.amount.currency;
    lines.push(changed ? `${moneyText(then.amount)} → ${moneyText(now.amount)}` : moneyText(now.amount));
    if (then.expected_close_on !== now.expected_close_on) lines.push(`${day(then.expected_close_on)} → ${day(now.expected_close_on)}`);
    return lines.join(" · ");
}

/** A stage by its name of that day, in the reader's language where it has the name it came with. */
function said(name: string): string {
    const stage = deals.get().pipelines.flatMap((pipeline) => pipeline.stages).find((one) => one.name === name && one.known_as);
    return stage?.known_as ? t(`console.deals.stage_${stage.known_as}`) : name;
}
