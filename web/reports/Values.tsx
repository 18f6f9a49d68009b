import { useState } from "react";
import { ChangeMark } from "./Card";
import { changeOf } from "./change";
import { Panel, useUnfolded } from "./Panel";
import type { Page, ValuedCustomer, ValueSummary } from "./reportTypes";
import { Fetched, useReport } from "./useReport";
import { digitsOf } from "../shared/money";
import { dayName, figure, moment, t } from "./words";

/** What customers are worth: by the simple formula, beside it by the model, spread over tenths, and who they are. */
export function Values({ summary, timeZone }: { summary: Fetched<ValueSummary>; timeZone: string }) {
    const [open, button] = useUnfolded(t("reports.rows.customers"));
    return (
        <Panel name="lifetime" fetched={summary} links={summary.value?.prepared_at ? <>{button}<a className="link" href="/api/v1/customer-values/summary?format=csv" download>CSV</a></> : undefined}>
            {(value) => value.prepared_at === null ? <p className="empty">{t("reports.lifetime.wait")}</p> : <>
                <div className="headline">
                    <p className="figure figures">{figure(value.expected_total ?? value.simple_total, "money")}</p>
                    <Before value={value} />
                    <p className="of">
                        {value.has_model ? t("reports.lifetime.model", { count: value.customer_count, simple: figure(value.simple_total, "money") }) : t("reports.lifetime.simpleOnly", { count: value.customer_count })}
                    </p>
                    {!value.has_model && <p className="of">{t("reports.lifetime.missing", {
                        customers: value.customer_count, needed: value.needed_customer_count, repeats: value.repeat_count, neededRepeats: value.needed_repeat_count,
                    })}</p>}
                </div>
                <div className="table-frame" tabIndex={0}>
                    <table className="figures">
                        <thead><tr><th scope="col">{t("reports.lifetime.tenth")}</th><th scope="col">{t("reports.column.customer_count")}</th>
                            <th scope="col">{t("reports.lifetime.simple")}</th>{value.has_model && <th scope="col">{t("reports.lifetime.expected")}</th>}</tr></thead>
                        <tbody>{value.tenths.map((tenth) => (
                            <tr key={tenth.place}><th scope="row">{tenth.place}</th><td>{figure(tenth.customer_count, "count")}</td><td>{figure(tenth.simple, "money")}</td>
                                {value.has_model && <td>{figure(tenth.expected, "money")}</td>}</tr>
                        ))}</tbody>
                    </table>
                </div>
                <p className="meta">{t("reports.asOf", { at: moment(value.prepared_at, timeZone) })}</p>
                {value.model && <details className="meta"><summary>{t("reports.lifetime.parameters")}</summary>
                    {Object.entries(value.model).map(([name, number]) => `${name} ${figure(number, "count")}`).join(" · ")}</details>}
                {open && <ValueRows query="" />}
            </>}
        </Panel>
    );
}

/** The change since the earlier picture, where both were made the same way. */
function Before({ value }: { value: ValueSummary }) {
    const { previous } = value;
    if (!previous) return null;
    const [now, then] = value.expected_total ? [value.expected_total, previous.expected_total] : [value.simple_total, previous.simple_total];
    const change = changeOf(now, then, "money", "more");
    return <>{change && <ChangeMark change={change} />}<p className="of">{t("reports.lifetime.before", { day: dayName(previous.day), amount: figure(then, "money"), customers: previous.customer_count })}</p></>;
}

/** How many stood in a segment then; nothing is known where it was divided elsewhere. */
function countBefore({ previous }: ValueSummary, { segmentation, segment }: { segmentation: string; segment: string }): number | null {
    const then = previous?.segments.filter((each) => each.segmentation === segmentation) ?? [];
    return then.length === 0 ? null : then.find((each) => each.segment === segment)?.customer_count ?? 0;
}

/** How many customers stand in each group of the four segmentations, and who. */
export function Segments({ summary }: { summary: Fetched<ValueSummary> }) {
    const [chosen, setChosen] = useState("rfm");
    const [open, setOpen] = useState<string | null>(null);
    return (
        <Panel name="segments" fetched={summary} links={summary.value?.prepared_at ? <a className="link" href="/api/v1/customer-values/summary?format=csv&part=segments" download>CSV</a> : undefined}>
            {(value) => value.prepared_at === null ? <p className="empty">{t("reports.lifetime.wait")}</p> : <>
                <div className="measures" role="group" aria-label={t("reports.segments.by")}>
                    {["rfm", "frequency", "order_value", "age"].map((each) => (
                        <button key={each} type="button" className="chip" aria-pressed={chosen === each} onClick={() => { setChosen(each); setOpen(null); }}>{t(`reports.segments.${each}`)}</button>
                    ))}
                </div>
                <div className="table-frame" tabIndex={0}>
                    <table className="figures">
                        <thead><tr><th scope="col">{t("reports.segments.group")}</th><th scope="col">{t("reports.column.customer_count")}</th>
                            {value.previous && <th scope="col">{t("reports.before", { day: dayName(value.previous.day) })}</th>}<th scope="col">{t("reports.segments.share")}</th><th scope="col">{t("reports.segments.spent")}</th></tr></thead>
                        <tbody>{value.segments.filter((each) => each.segmentation === chosen).map((each) => (
                            <tr key={each.segment}>
                                <th scope="row" className="wrapping"><button type="button" className="link" aria-expanded={open === each.segment} onClick={() => setOpen(open === each.segment ? null : each.segment)}>{segmentName(chosen, each.segment, value)}</button></th>
                                <td>{figure(each.customer_count, "count")}</td>{value.previous && <td>{figure(countBefore(value, each), "count")}</td>}<td>{figure(each.customer_count / value.customer_count, "ratio")}</td><td>{figure(each.spent, "money")}</td>
                            </tr>
                        ))}</tbody>
                    </table>
                </div>
                {open !== null && <ValueRows key={`${chosen}-${open}`} query={`&segmentation=${chosen}&segment=${open}`} />}
            </>}
        </Panel>
    );
}

/** What a segment is called, with the bounds it was divided by. */
function segmentName(segmentation: string, segment: string, { bounds, simple_total }: ValueSummary): string {
    if (segmentation === "rfm" || segment === "unknown") return t(`reports.segment.${segment}`);
    const name = segmentation as "age" | "frequency" | "order_value";
    const money = (units: number) => figure({ amount_minor: Math.round(units * 10 ** digitsOf(simple_total.currency)), currency: simple_total.currency }, "money");
    const text = (bound: number) => name === "order_value" ? money(bound) : figure(bound, "count");
    const [low, high] = [text(bounds[`${name}_low`]), text(bounds[`${name}_high`])];
    return t(`reports.segment.${name === "age" ? "" : "level."}${segment}`, { low, high });
}

/** Customers by worth, each leading to their page. */
function ValueRows({ query }: { query: string }) {
    const [limit, setLimit] = useState(10);
    const { value, problem } = useReport<Page<ValuedCustomer>>(`/customer-values?limit=${limit}${query}`);
    if (problem) return <p className="problem">{problem.message}</p>;
    return (
        <div className="rows">
            <ul className="ticket-rows">
                {(value?.items ?? []).map((item) => (
                    <li key={item.customer_id}>
                        <a href={`/customers/${item.customer_id}`}>{item.name || t("reports.noName")}</a>
                        <span className="meta">{[
                            t("reports.ordersOf", { count: item.order_count }), t("reports.lifetime.spent", { amount: figure(item.spent, "money") }),
                            ...(item.expected_order_count === null ? [] : [t("reports.lifetime.orders", { number: item.expected_order_count })]),
                        ].join(" · ")}</span>
                        <span className="row-value figures">{figure(item.expected ?? item.simple, "money")}</span>
                    </li>
                ))}
            </ul>
            {value?.next_cursor && limit < 200 && <button type="button" className="button" onClick={() => setLimit(Math.min(200, limit + 40))}>{t("reports.more")}</button>}
        </div>
    );
}
