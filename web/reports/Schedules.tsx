import { useState } from "react";
import { ApiProblem, asProblem, request } from "../shared/api";
import type { ReportSchedule } from "../shared/apiTypes";
import type { Choice } from "./FilterBar";
import { ScheduleForm } from "./ScheduleForm";
import type { CatalogueEntry, Page } from "./reportTypes";
import { useReport } from "./useReport";
import { locale, moment, t, weekdayName } from "./words";

export interface Mailbox extends Choice { kind: string; settings: { mail?: { address?: string } } }
export interface Colleague extends Choice { email: string; active: boolean }

/** Reports sent by mail: what goes when to whom, and what became of the last sendings. */
export function Schedules({ catalogue, users, teams, timeZone }: {
    catalogue: CatalogueEntry[]; users: Colleague[]; teams: Choice[]; timeZone: string;
}) {
    const { value, problem, again } = useReport<Page<ReportSchedule>>("/report-schedules");
    const inboxes = useReport<Page<Mailbox>>("/inboxes?limit=200");
    const [edited, setEdited] = useState<ReportSchedule | "new" | null>(null);
    const mailboxes = (inboxes.value?.items ?? []).filter((each) => each.kind === "email" && each.settings.mail?.address);
    if (problem) return <p className="problem" role="alert">{problem.message} <button type="button" className="button" onClick={again}>{t("common.retry")}</button></p>;
    if (!value || !inboxes.value) return null;
    const form = (schedule: ReportSchedule | null) => (
        <ScheduleForm key={schedule?.id ?? "new"} schedule={schedule} catalogue={catalogue} users={users} teams={teams} mailboxes={mailboxes}
            onDone={() => { setEdited(null); again(); }} onCancel={() => setEdited(null)} />
    );
    return (
        <section className="schedules" aria-label={t("reports.page.mail")}>
            {value.items.length === 0 && edited === null && <p className="empty">{t("reports.mail.none")}</p>}
            {value.items.map((schedule) => edited !== "new" && edited?.id === schedule.id
                ? form(schedule)
                : <Line key={schedule.id} schedule={schedule} catalogue={catalogue} timeZone={timeZone} onEdit={() => setEdited(schedule)} onChange={again} />)}
            {edited === "new" && form(null)}
            {edited === null && (mailboxes.length === 0
                ? <p className="muted">{t("reports.mail.noMailbox")} <a className="link" href="/settings/inboxes">{t("reports.mail.mailboxes")}</a></p>
                : <button type="button" className="button" data-kind="primary" onClick={() => setEdited("new")}>{t("reports.mail.new")}</button>)}
        </section>
    );
}

function Line({ schedule, catalogue, timeZone, onEdit, onChange }: {
    schedule: ReportSchedule; catalogue: CatalogueEntry[]; timeZone: string; onEdit: () => void; onChange: () => void;
}) {
    const [fault, setFault] = useState<ApiProblem | null>(null);
    const [busy, setBusy] = useState(false);
    const title = catalogue.find((each) => each.name === schedule.report)?.title[locale()] ?? schedule.report;
    const last = schedule.sendings[0];
    async function act(method: "POST" | "DELETE", path: string) {
        setBusy(true);
        setFault(null);
        try {
            await request(method, `/report-schedules/${schedule.id}${path}`);
            onChange();
        } catch (thrown) {
            setFault(asProblem(thrown));
        } finally {
            setBusy(false);
        }
    }
    return (
        <article className="card" aria-label={title}>
            <header><h2>{title}</h2>{!schedule.enabled && <span className="few">{t("reports.mail.off")}</span>}</header>
            <p>{whenText(schedule)} · {t("reports.mail.days", { count: schedule.period_days })} · {t(`reports.by.${byTime(schedule.group_by) ? "time" : schedule.group_by}`)}</p>
            <p className="meta">{schedule.recipients.join(", ")}</p>
            {schedule.enabled && <p className="meta">{t("reports.mail.next", { at: moment(schedule.next_at, timeZone) })}</p>}
            {schedule.error && <p className="problem" role="alert">{t("reports.mail.error", { error: schedule.error })}</p>}
            {last && <ul className="sendings" aria-label={t("reports.mail.last")}>
                {last.mails.map((mail) => (
                    <li key={mail.address} className={mail.state === "failed" || mail.state === "refused" ? "problem" : "meta"}>
                        {moment(last.sent_at, timeZone)} · {mail.address} · {t(`reports.mail.state.${mail.state}`)}
                        {mail.detail && mail.state !== "sent" && ` · ${mail.state === "refused" ? t(`reports.mail.refused.${mail.detail}`) : mail.detail}`}
                    </li>
                ))}
            </ul>}
            {fault && <p className="problem" role="alert">{fault.message}</p>}
            <footer>
                <button type="button" className="link" disabled={busy} onClick={onEdit}>{t("reports.mail.edit")}</button>
                <button type="button" className="link" disabled={busy} onClick={() => void act("POST", "/sendings")}>{t("reports.mail.now")}</button>
                <button type="button" className="link" disabled={busy} onClick={() => { if (confirm(t("reports.mail.deleteSure", { title }))) void act("DELETE", ""); }}>{t("reports.mail.delete")}</button>
            </footer>
        </article>
    );
}

function byTime(grouping: string): boolean { return grouping === "day" || grouping === "week" || grouping === "month"; }

function whenText({ cadence, weekday, month_day, time }: ReportSchedule): string {
    return t(`reports.mail.when.${cadence}`, { day: cadence === "week" ? weekdayName(weekday ?? 1) : String(month_day ?? ""), time });
}
