import { addDays, Filters } from "./filters";
import type { Report, Unit } from "./reportTypes";
import { useLate, useReport } from "./useReport";
import { figure, t } from "./words";

const shown: [string, Unit][] = [
    ["open_count", "count"], ["oldest_waiting_seconds", "seconds"], ["created_count", "count"], ["solved_count", "count"],
    ["first_response_median_seconds", "seconds"],
];

/** Today so far in one line: what waits, what came, what was done. */
export function TodayStrip({ today, filters }: { today: string; filters: Filters }) {
    const query = new URLSearchParams({ from: today, to: addDays(today, 1), group_by: "day" });
    for (const name of ["team", "agent", "channel"] as const) {
        if (filters[name] !== "") query.set(name, filters[name]);
    }
    const { value, problem, waiting, again } = useReport<Report>(`/reports/overview?${query.toString()}`);
    const late = useLate(waiting && !value);
    return (
        <section className="today" aria-label={t("reports.today")} aria-busy={waiting}>
            <h2>{t("reports.today")}</h2>
            {problem && !value
                ? <p className="problem">{problem.message} <button type="button" className="button" onClick={again}>{t("common.retry")}</button></p>
                : <dl>
                    {shown.map(([key, unit]) => (
                        <div key={key}>
                            <dt>{t(`reports.today.${key}`)}</dt>
                            <dd className="figures">{value ? figure(value.total[key], unit) : late ? <span className="skeleton" /> : "\u00a0"}</dd>
                        </div>
                    ))}
                </dl>}
        </section>
    );
}
