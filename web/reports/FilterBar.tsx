import { useState } from "react";
import { addDays, cutNamed, Filters, pages, Period, periods } from "./filters";
import { t } from "./words";

export interface Choice { id: string; name: string }

/** One line of choices; each change stands in the address at once, so the page can be shared. */
export function FilterBar({ filters, today, teams, agents, onChange }: {
    filters: Filters; today: string; teams: Choice[]; agents: Choice[]; onChange: (filters: Filters) => void;
}) {
    const [from, setFrom] = useState(filters.from || addDays(today, -29));
    const [until, setUntil] = useState(filters.until || today);
    const channels = ["chat", "form", "email", "phone", "api", "internal"].map((id) => ({ id, name: t(`reports.channel.${id}`) }));
    const service = filters.page === "service";
    const isWrong = from > until || Date.parse(until) - Date.parse(from) >= 400 * 86_400_000;

    function choosePeriod(period: Period) {
        if (period === "custom") onChange({ ...filters, period, from, until });
        else onChange({ ...filters, period, from: "", until: "" });
    }
    function chooseDays(first: string, last: string) {
        setFrom(first);
        setUntil(last);
        const fits = first !== "" && last !== "" && first <= last && Date.parse(last) - Date.parse(first) < 400 * 86_400_000;
        if (fits) onChange({ ...filters, period: "custom", from: first, until: last });
    }
    return (
        <form className="filters" aria-label={t("reports.filters")} onSubmit={(event) => event.preventDefault()}>
            <Select label={t("reports.period")} value={filters.period} onChange={(value) => choosePeriod(value as Period)}
                choices={periods.map((id) => ({ id, name: t(`reports.period.${id}`) }))} />
            {filters.period === "custom" && (
                <span className="filter-days">
                    <input className="input" type="date" aria-label={t("reports.from")} aria-invalid={isWrong} value={from} max={today}
                        onChange={(event) => chooseDays(event.target.value, until)} />
                    <span aria-hidden="true">–</span>
                    <input className="input" type="date" aria-label={t("reports.until")} aria-invalid={isWrong} value={until} max={today}
                        onChange={(event) => chooseDays(from, event.target.value)} />
                    {isWrong && <span className="problem" role="alert">{t("reports.periodWrong")}</span>}
                </span>
            )}
            <Select label={t("reports.compare")} value={filters.compare ? "previous" : "none"}
                onChange={(value) => onChange({ ...filters, compare: value === "previous" })}
                choices={[{ id: "previous", name: t("reports.compare.previous") }, { id: "none", name: t("reports.compare.none") }]} />
            <Select label={t("reports.by")} value={filters.cut}
                onChange={(value) => onChange({ ...filters, cut: cutNamed(value, filters.page) })}
                choices={pages[filters.page].map((id) => ({ id, name: t(`reports.by.${id}`) }))} />
            {service && teams.length > 1 && <Select label={t("reports.team")} value={filters.team} onChange={(team) => onChange({ ...filters, team })}
                choices={[{ id: "", name: t("reports.team.all") }, ...teams]} />}
            {service && agents.length > 1 && <Select label={t("reports.agent")} value={filters.agent} onChange={(agent) => onChange({ ...filters, agent })}
                choices={[{ id: "", name: t("reports.agent.all") }, ...agents]} />}
            {service && <Select label={t("reports.channel")} value={filters.channel} onChange={(channel) => onChange({ ...filters, channel })}
                choices={[{ id: "", name: t("reports.channel.all") }, ...channels]} />}
        </form>
    );
}

function Select({ label, value, choices, onChange }: {
    label: string; value: string; choices: readonly Choice[]; onChange: (value: string) => void;
}) {
    return (
        <label className="filter">
            <span className="visually-hidden">{label}</span>
            <select className="input" title={label} value={value} onChange={(event) => onChange(event.target.value)}>
                {choices.map((choice) => <option key={choice.id} value={choice.id}>{choice.name}</option>)}
            </select>
        </label>
    );
}
