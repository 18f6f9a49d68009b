import { lazy, Suspense, useState } from "react";
import { numberOf } from "./amounts";
import type { CardPlan, Series } from "./cards";
import { Change, changeOf } from "./change";
import { DataTable } from "./DataTable";
import { Filters, reportQuery } from "./filters";
import type { CatalogueEntry, Report } from "./reportTypes";
import { groupName, isTime } from "./groupName";
import { knownParts } from "./knownParts";
import { Rows } from "./Rows";
import { useLate, useReport } from "./useReport";
import { figure, locale, t } from "./words";

const ReportChart = lazy(() => import("./chart"));
/** Below this many cases a figure is a story, not a statistic. */
const fewCases = 10;

/** One report: its figure, the change, what it rests on, the chart, and behind clicks the table and the tickets. */
export function Card({ plan, entry, filters, today }: { plan: CardPlan; entry: CatalogueEntry | null; filters: Filters; today: string }) {
    const [view, setView] = useState<"chart" | "table">("chart");
    const [open, setOpen] = useState(false);
    const query = reportQuery(plan, filters, today);
    const path = `/reports/${plan.report}?${query}`;
    const { value, problem, waiting, again } = useReport<Report>(filters.compare ? `${path}&compare=previous` : path);
    const late = useLate(waiting && !value);
    const name = plan.name ?? plan.report;
    const title = t(`reports.${name}.title`);
    const id = `card-${name}`;
    return (
        <section className="card" aria-labelledby={id} aria-busy={waiting}>
            <header>
                <h2 id={id}>{title}</h2>
                {entry && <details className="formula">
                    <summary aria-label={t("reports.formula")} title={t("reports.formula")}>?</summary>
                    <p>{entry.formula[locale()]}</p>
                </details>}
            </header>
            {problem && <p className="problem" role="alert">{problem.message} <button type="button" className="button" onClick={again}>{t("common.retry")}</button></p>}
            {!value && !problem && <div className="card-wait">{late && <><span className="skeleton is-figure" /><span className="skeleton is-chart" /></>}</div>}
            {value && <>
                <Headline plan={plan} report={value} compare={filters.compare} />
                <div className="card-body">
                    {view === "table" ? <DataTable report={value} /> : hasCases(plan, value) && <Picture plan={plan} report={value} title={title} />}
                </div>
                <footer>
                    <button type="button" className="link" aria-pressed={view === "table"} onClick={() => setView(view === "table" ? "chart" : "table")}>
                        {t(view === "table" ? "reports.chart" : "reports.table")}
                    </button>
                    <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>{t(`reports.rows.${plan.subject}`)}</button>
                    <a className="link" href={`/api/v1${path}&format=csv`} download>CSV</a>
                </footer>
                {open && <Rows key={query} report={value} plan={plan} query={query} />}
            </>}
        </section>
    );
}

/** Whether there is anything the figure rests on; counts of nothing are told as 0. */
function hasCases(plan: CardPlan, { total }: Report): boolean { return plan.unit === "count" || plan.cases(total) > 0; }

function Headline({ plan, report, compare }: { plan: CardPlan; report: Report; compare: boolean }) {
    const { total, previous } = report;
    const cases = plan.cases(total);
    const comparable = compare && previous !== undefined && plan.cases(previous.total) >= fewCases;
    const change = comparable ? changeOf(total[plan.main], previous.total[plan.main], plan.unit, plan.better) : null;
    const values = Object.fromEntries(report.columns
        .filter((column) => (total[column.key] ?? null) !== null)
        .map((column) => [column.key, figure(total[column.key], column.unit)]));
    if (!hasCases(plan, report)) return <p className="headline"><span className="nothing">{t(`reports.${plan.name ?? plan.report}.none`)}</span></p>;
    if (total[plan.main] === null) return <p className="headline"><span className="nothing">{t("reports.noData")}</span></p>;
    return (
        <div className="headline">
            <p className="figure figures">{figure(total[plan.main], plan.unit)}</p>
            {change && <ChangeMark change={change} />}
            <p className="of">
                {knownParts(t(`reports.${plan.name ?? plan.report}.of${plan.plain?.(total) ? "All" : ""}`, values))}
                {cases < fewCases && <span className="few">{t("reports.few", { count: cases })}</span>}
            </p>
        </div>
    );
}

/** How much more or less it is than before, with whether that is welcome. */
export function ChangeMark({ change }: { change: Change }) {
    const arrow = { up: "▲", down: "▼", same: "=" }[change.direction];
    const words = t(`reports.change.${change.direction}.${change.unit}`, { amount: change.amount });
    return (
        <span className={`change${change.good === null ? "" : change.good ? " is-good" : " is-bad"}`} title={t("reports.change.hint")}>
            <span aria-hidden="true">{arrow}</span> {words}
        </span>
    );
}

function Picture({ plan, report, title }: { plan: CardPlan; report: Report; title: string }) {
    const byTime = isTime(report.group_by);
    const rows = byTime ? report.rows : report.rows.slice(0, 12);
    // Where nothing is known of any of its parts, the figure itself is drawn.
    const parts = plan.series.filter((each) => rows.some((row) => numberOf(row[each.key]) !== null));
    const drawn: Series[] = parts.length > 0 ? parts : [{ key: plan.main, kind: "line" }];
    if (rows.every((row) => drawn.every((each) => (numberOf(row[each.key]) ?? 0) === 0))) {
        return <p className="empty">{t("reports.nothing")}</p>;
    }
    const series = drawn.map((each) => ({
        ...each, name: t(`reports.column.${each.key}`), values: rows.map((row) => numberOf(row[each.key])),
    }));
    const sideways = !byTime;
    return (
        <Suspense fallback={<div className={`chart${sideways ? " is-tall" : ""}`} />}>
            <ReportChart label={t("reports.chartLabel", { title, table: t("reports.table") })} names={rows.map((row) => groupName(row, report.group_by))}
                series={series} unit={plan.unit} currency={report.currency ?? ""} sideways={sideways} />
        </Suspense>
    );
}

