import type { Cohort, Page } from "./reportTypes";
import { useReport } from "./useReport";
import { figure, monthName, t } from "./words";

/** Customers by the month of their first order, and the share of them that ordered in each month after it. */
export function Cohorts() {
    const { value, problem, waiting, again } = useReport<Page<Cohort>>("/customer-cohorts");
    const width = Math.max(0, ...(value?.items ?? []).map((each) => each.months.length));
    return (
        <section className="card is-wide" aria-labelledby="cohorts" aria-busy={waiting}>
            <header>
                <h2 id="cohorts">{t("reports.cohorts")}</h2>
                <details className="formula">
                    <summary aria-label={t("reports.formula")} title={t("reports.formula")}>?</summary>
                    <p>{t("reports.cohorts.formula")}</p>
                </details>
            </header>
            {problem && <p className="problem" role="alert">{problem.message} <button type="button" className="button" onClick={again}>{t("common.retry")}</button></p>}
            {value && value.items.length === 0 && <p className="empty">{t("reports.cohorts.none")}</p>}
            {value && value.items.length > 0 && <div className="table-frame" tabIndex={0}>
                <table className="figures cohorts">
                    <thead>
                        <tr><th scope="col">{t("reports.cohorts.month")}</th><th scope="col">{t("reports.cohorts.size")}</th>
                            {Array.from({ length: width }, (_, index) => <th scope="col" key={index} aria-label={t("reports.cohorts.after", { count: index + 1 })}>+{index + 1}</th>)}</tr>
                    </thead>
                    <tbody>
                        {[...value.items].reverse().map((cohort) => (
                            <tr key={cohort.month}><th scope="row">{monthName(cohort.month)}</th><td>{figure(cohort.customer_count, "count")}</td>
                                {cohort.months.map((month) => (
                                    <td key={month.month_number} title={t("reports.cohorts.of", { count: month.customer_count, size: cohort.customer_count })}>
                                        <span className="share" style={{ ["--share" as string]: month.ordered_again_ratio }}>{figure(month.ordered_again_ratio, "ratio")}</span>
                                    </td>
                                ))}</tr>
                        ))}
                    </tbody>
                </table>
            </div>}
            <footer><a className="link" href="/api/v1/customer-cohorts?format=csv" download>CSV</a></footer>
        </section>
    );
}
