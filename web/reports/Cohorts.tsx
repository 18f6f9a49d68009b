import { Panel } from "./Panel";
import type { Cohort, Page } from "./reportTypes";
import { useReport } from "./useReport";
import { figure, monthName, t } from "./words";

/** Customers by the month of their first order, and the share of them that ordered in each month after it. */
export function Cohorts() {
    const fetched = useReport<Page<Cohort>>("/customer-cohorts");
    return (
        <Panel name="cohorts" fetched={fetched} wide links={<a className="link" href="/api/v1/customer-cohorts?format=csv" download>CSV</a>}>
            {(value) => value.items.length === 0 ? <p className="empty">{t("reports.cohorts.none")}</p> : <Table cohorts={value.items} />}
        </Panel>
    );
}

function Table({ cohorts }: { cohorts: Cohort[] }) {
    const width = Math.max(...cohorts.map((each) => each.months.length));
    return (
        <div className="table-frame" tabIndex={0}>
            <table className="figures">
                <thead>
                    <tr><th scope="col">{t("reports.cohorts.month")}</th><th scope="col">{t("reports.cohorts.size")}</th>
                        {Array.from({ length: width }, (_, index) => <th scope="col" key={index} aria-label={t("reports.cohorts.after", { count: index + 1 })}>+{index + 1}</th>)}</tr>
                </thead>
                <tbody>
                    {[...cohorts].reverse().map((cohort) => (
                        <tr key={cohort.month}><th scope="row">{monthName(cohort.month)}</th><td>{figure(cohort.customer_count, "count")}</td>
                            {cohort.months.map((month) => (
                                <td key={month.month_number} title={t("reports.cohorts.of", { count: month.customer_count, size: cohort.customer_count })}>
                                    <span className="share" style={{ ["--share" as string]: month.ordered_again_ratio }}>{figure(month.ordered_again_ratio, "ratio")}</span>
                                </td>
                            ))}</tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}
