import { FormEvent, ReactNode, useState } from "react";
import { ApiProblem, asProblem, request } from "../shared/api";
import type { ReportSchedule } from "../shared/apiTypes";
import type { Choice } from "./FilterBar";
import type { CatalogueEntry } from "./reportTypes";
import type { Colleague, Mailbox } from "./Schedules";
import { locale, t, weekdayName } from "./words";

const spans = [1, 7, 30, 90, 365];
const aboutTickets = ["overview", "volume", "first-response", "resolution", "backlog", "csat", "answer-rate", "recommendations"];

/** What is sent, when, to whom. What the server refuses stands beside its field. */
export function ScheduleForm({ schedule, catalogue, users, teams, mailboxes, onDone, onCancel }: {
    schedule: ReportSchedule | null; catalogue: CatalogueEntry[]; users: Colleague[]; teams: Choice[]; mailboxes: Mailbox[];
    onDone: () => void; onCancel: () => void;
}) {
    const [report, setReport] = useState<string>(schedule?.report ?? "overview");
    const [groupBy, setGroupBy] = useState(schedule?.group_by ?? "day");
    const [days, setDays] = useState(schedule?.period_days ?? 7);
    const [team, setTeam] = useState((schedule?.team_id as string | null) ?? "");
    const [channel, setChannel] = useState(schedule?.channel ?? "");
    const [cadence, setCadence] = useState<string>(schedule?.cadence ?? "week");
    const [weekday, setWeekday] = useState(schedule?.weekday ?? 1);
    const [monthDay, setMonthDay] = useState(schedule?.month_day ?? 1);
    const [time, setTime] = useState(schedule?.time ?? "08:00");
    const [inbox, setInbox] = useState(schedule?.inbox_id ?? mailboxes[0]?.id ?? "");
    const [recipients, setRecipients] = useState<string[]>(schedule?.recipients ?? []);
    const [language, setLanguage] = useState<string>(schedule?.locale ?? locale());
    const [enabled, setEnabled] = useState(schedule?.enabled ?? true);
    const [problem, setProblem] = useState<ApiProblem | null>(null);
    const [busy, setBusy] = useState(false);
    const groupings: string[] = catalogue.find((each) => each.name === report)?.group_by ?? [groupBy];
    const isService = aboutTickets.includes(report);

    async function save(event: FormEvent) {
        event.preventDefault();
        setBusy(true);
        setProblem(null);
        const body = {
            report, group_by: groupBy, period_days: days, cadence, time, inbox_id: inbox, recipients, locale: language, enabled,
            ...(cadence === "week" ? { weekday } : {}), ...(cadence === "month" ? { month_day: monthDay } : {}),
            ...(isService && team !== "" ? { team_id: team } : {}), ...(isService && channel !== "" ? { channel } : {}),
            ...(isService && schedule?.agent_id ? { agent_id: schedule.agent_id } : {}),
        };
        try {
            if (schedule) await request("PUT", `/report-schedules/${schedule.id}`, { body, ifMatch: `"${schedule.version}"` });
            else await request("POST", "/report-schedules", { body });
            onDone();
        } catch (thrown) {
            setProblem(asProblem(thrown));
            setBusy(false);
        }
    }
    const select = (name: string, value: string, change: (value: string) => void, choices: [string, string][], pointer: string) => (
        <Row name={name} fault={problem?.at(pointer)}>
            <select className="input" value={value} onChange={(event) => change(event.target.value)}>
                {choices.map(([id, text]) => <option key={id} value={id}>{text}</option>)}
            </select>
        </Row>
    );
    const numbers = (count: number): [string, string][] => Array.from({ length: count }, (_, index) => [String(index + 1), String(index + 1)]);
    return (
        <form className="card schedule-form" aria-label={t(schedule ? "reports.mail.edit" : "reports.mail.new")} onSubmit={(event) => void save(event)}>
            {select("report", report, (next) => {
                setReport(next);
                const known: string[] = catalogue.find((each) => each.name === next)?.group_by ?? [];
                if (!known.includes(groupBy)) setGroupBy(known[0] ?? "day");
            }, catalogue.map((each) => [each.name, each.title[locale()]]), "/report")}
            {select("groupBy", groupBy, setGroupBy, groupings.map((each) => [each, t(`reports.mail.by.${each}`)]), "/group_by")}
            {select("span", String(days), (next) => setDays(Number(next)), [...new Set([...spans, days])].map((each) => [String(each), t("reports.mail.days", { count: each })]), "/period_days")}
            {isService && teams.length > 0 && select("team", team, setTeam, [["", t("reports.team.all")], ...teams.map((each): [string, string] => [each.id, each.name])], "/team_id")}
            {isService && select("channel", channel, setChannel, [["", t("reports.channel.all")], ...["chat", "form", "email", "phone", "api", "internal"].map((id): [string, string] => [id, t(`reports.channel.${id}`)])], "/channel")}
            {select("cadence", cadence, setCadence, ["day", "week", "month"].map((each) => [each, t(`reports.mail.cadence.${each}`)]), "/cadence")}
            {cadence === "week" && select("weekday", String(weekday), (next) => setWeekday(Number(next)), [1, 2, 3, 4, 5, 6, 7].map((each) => [String(each), weekdayName(each)]), "/weekday")}
            {cadence === "month" && select("monthDay", String(monthDay), (next) => setMonthDay(Number(next)), numbers(31), "/month_day")}
            <Row name="time" fault={problem?.at("/time")}><input className="input" type="time" required value={time} onChange={(event) => setTime(event.target.value)} /></Row>
            {select("mailbox", inbox, setInbox, mailboxes.map((each) => [each.id, `${each.name} · ${each.settings.mail?.address ?? ""}`]), "/inbox_id")}
            {select("language", language, setLanguage, [["en", "English"], ["zh-Hans", "简体中文"]], "/locale")}
            <fieldset className="recipients">
                <legend>{t("reports.mail.recipients")}</legend>
                {users.filter((each) => each.active || recipients.includes(each.email)).map((each) => (
                    <label key={each.id}>
                        <input type="checkbox" checked={recipients.includes(each.email)}
                            onChange={(event) => setRecipients(event.target.checked ? [...recipients, each.email] : recipients.filter((one) => one !== each.email))} />
                        {each.name} <span className="meta">{each.email}</span>
                    </label>
                ))}
                {problem?.at("/recipients") && <p className="problem">{problem.at("/recipients")}</p>}
            </fieldset>
            <label className="enabled"><input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} /> {t("reports.mail.enabled")}</label>
            {problem && <p className="problem" role="alert">{problem.message}</p>}
            <footer>
                <button type="submit" className="button" data-kind="primary" disabled={busy}>{t("reports.mail.save")}</button>
                <button type="button" className="button" onClick={onCancel}>{t("common.cancel")}</button>
            </footer>
        </form>
    );
}

function Row({ name, fault, children }: { name: string; fault: string | undefined; children: ReactNode }) {
    return <label className="schedule-row"><span>{t(`reports.mail.field.${name}`)}</span>{children}{fault && <span className="problem">{fault}</span>}</label>;
}
