import { useState } from "react";
import { PagedRows } from "./PagedRows";
import { Panel } from "./Panel";
import type { Cohort, Page } from "./reportTypes";
import { useReport } from "./useReport";
import { figure, monthName, t } from "./words";

/** Customers by the month of their first order, and the share of them that ordered in each month after it; each figure opens
 *  to who they are. */
export function Cohorts({ timeZone }: { timeZone: string }) {
    const fetched = useReport<Page<Cohort>>("/customer-cohorts");
    return (
        <Panel name="cohorts" fetched={fetched} wide links={<a className="link" href="/api/v1/customer-cohorts?format=csv" download>CSV</a>}>
            {(value) => value.items.length === 0 ? <p className="empty">{t("reports.cohorts.none")}</p> : <Table cohorts={value.items} timeZone={timeZone} />}
        </Panel>
    );
}

function Table({ cohorts, timeZone }: { cohorts: Cohort[]; timeZone: string }) {
    const [open, setOpen] = useState<{ month: string; number: number } | null>(null);
    const isOpen = (month: string, number: number) => open?.month === month && open.number === number;
    const toggle = (month: string, number: number) => setOpen(isOpen(month, number) ? null : { month, number });
    const width = Math.max(...cohorts.map((each) => each.months.length));
    return (<>
        <div className="table-frame" tabIndex={0}>
            <table className="figures">
                <thead>
                    <tr><th scope="col">{t("reports.cohorts.month")}</th><th scope="col">{t("reports.cohorts.size")}</th>
                        {Array.from({ length: width }, (_, index) => <th scope="col" key={index} aria-label={t("reports.cohorts.after", { count: index + 1 })}>+{index + 1}</th>)}</tr>
                </thead>
                <tbody>
                    {[...cohorts].reverse().map((cohort) => (
                        <tr key={cohort.month}><th scope="row">{monthName(cohort.month)}</th><td><button type="button" className="link" aria-expanded={isOpen(cohort.month, 0)} aria-label={t("reports.cohorts.all", { month: monthName(cohort.month), count: cohort.customer_count })} onClick={() => toggle(cohort.month, 0)}>{figure(cohort.customer_count, "count")}</button></td>
                            {cohort.months.map((month) => (
                                <td key={month.month_number} title={t("reports.cohorts.of", { count: month.customer_count, size: cohort.customer_count })}>
                                    {month.customer_count === 0
                                        ? <span className="share" style={{ ["--share" as string]: 0 }}>{figure(0, "ratio")}</span>
                                        : <button type="button" className="share" style={{ ["--share" as string]: month.ordered_again_ratio }} aria-expanded={isOpen(cohort.month, month.month_number)}
                                            aria-label={t("reports.cohorts.cell", { month: monthName(cohort.month), number: month.month_number, count: month.customer_count })}
                                            onClick={() => toggle(cohort.month, month.month_number)}>{figure(month.ordered_again_ratio, "ratio")}</button>}
                                </td>
                            ))}</tr>
                    ))}
                </tbody>
            </table>
        </div>
        {open && <div className="rows">
            <p className="meta">{open.number === 0 ? t("reports.cohorts.openAll", { month: monthName(open.month) }) : t("reports.cohorts.open", { month: monthName(open.month), number: open.number })}</p>
            <PagedRows path={`/customer-cohorts/${open.month}/customers?month_number=${open.number}&limit=10`} timeZone={timeZone} empty={t("reports.noRows.customers")} />
        </div>}
    </>);
}
