import { useState } from "react";
import type { OfficeHours, Windows } from "../../shared/staff";
import { session } from "../session/sessionState";
import { Field, Select } from "../shell/Field";
import { Icon } from "../shell/Icon";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { directory } from "./directoryState";
import { removeItem, saveItem } from "./directoryRequests";
import { EditorDialog } from "./EditorDialog";
import { HolidayList } from "./HolidayList";
import { ListPage } from "./ListPage";
import { timeZones } from "./timeZones";

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** When somebody is in. */
export function HoursPage() {
    const hours = useStore(directory, (state) => state.officeHours);
    return (
        <ListPage title={t("console.settings.hours")} lead={t("console.hours.lead")} items={hours} addLabel={t("console.hours.add")} emptyText={t("console.hours.empty")}
            onRemove={(one) => removeItem("officeHours", one.id)} removeLabel={(one) => t("console.removeNamed", { name: one.name })}
            line={(one) => <><strong>{one.name}</strong><span className="meta">{summary(one)}</span><span className="meta">{one.time_zone}</span></>}
            editor={(one, close) => <HoursEditor hours={one} onClose={close} />} />
    );
}

function summary(hours: OfficeHours): string {
    const open = days.filter((day) => (hours.days[day]?.length ?? 0) > 0);
    const first = open[0] ? hours.days[open[0]] ?? [] : [];
    return `${open.map(dayName).join(" ")} · ${first.map(([from, to]) => `${from}–${to}`).join(", ")}`;
}

function dayName(day: string): string {
    // 5 January 2026 was a Monday.
    const at = new Date(2026, 0, 5 + days.indexOf(day as typeof days[number]));
    return new Intl.DateTimeFormat(locale(), { weekday: "short" }).format(at);
}

function HoursEditor({ hours, onClose }: { hours: OfficeHours | null; onClose: () => void }) {
    const company = useStore(session, (state) => state.company);
    const [name, setName] = useState(hours?.name ?? t("console.hours.usual"));
    const [zone, setZone] = useState(hours?.time_zone ?? company?.time_zone ?? "Asia/Shanghai");
    const [week, setWeek] = useState<Record<string, Windows>>(hours?.days ?? Object.fromEntries(days.slice(0, 5).map((day) => [day, [["09:00", "18:00"]]])));
    const [holidays, setHolidays] = useState(hours?.holidays ?? []);
    const body = () => ({ name: name.trim(), time_zone: zone, days: Object.fromEntries(days.map((day) => [day, week[day] ?? []])), holidays });
    return (
        <EditorDialog title={t(hours ? "console.hours.edit" : "console.hours.add")} onClose={onClose} onSave={() => saveItem("officeHours", hours?.id ?? null, body())}>
            <div className="field-row"><Field label={t("console.name")} value={name} onChange={setName} required autoFocus />
                <Select label={t("console.timeZone")} value={zone} options={timeZones(zone)} onChange={setZone} /></div>
            <div className="week">
                {days.map((day) => <WindowsEditor key={day} label={dayName(day)} windows={week[day] ?? []} onChange={(windows) => setWeek({ ...week, [day]: windows })} />)}
            </div>
            <HolidayList holidays={holidays} onChange={setHolidays} />
        </EditorDialog>
    );
}

/** The hours of one day; several windows leave room for a break. */
export function WindowsEditor({ label, windows, onChange }: { label: string; windows: Windows; onChange: (windows: Windows) => void }) {
    const change = (index: number, side: 0 | 1, value: string) => onChange(windows.map((one, at): [string, string] => at !== index ? one : side === 0 ? [value, one[1]] : [one[0], value]));
    return (
        <div className="week-day"><span>{label}</span>
            <span className="windows">
                {windows.length === 0 && <span className="muted">{t("console.hours.closed")}</span>}
                {windows.map(([from, to], index) => (
                    <span key={index} className="window"><input className="input is-inline" type="time" value={from} required aria-label={t("console.hours.from", { day: label })} onChange={(event) => change(index, 0, event.target.value)} />–
                        <input className="input is-inline" type="time" value={to} required aria-label={t("console.hours.to", { day: label })} onChange={(event) => change(index, 1, event.target.value)} />
                        <button type="button" className="icon-button is-small" aria-label={t("console.hours.dropWindow", { day: label })} onClick={() => onChange(windows.filter((_, at) => at !== index))}><Icon name="x-lg" /></button></span>
                ))}
                <button type="button" className="icon-button is-small" aria-label={t("console.hours.addWindow", { day: label })} title={t("console.hours.addWindow", { day: label })}
                    onClick={() => onChange([...windows, windows.length === 0 ? ["09:00", "18:00"] : [windows[windows.length - 1]?.[1] ?? "13:00", "20:00"]])}><Icon name="plus-lg" /></button>
            </span>
        </div>
    );
}
