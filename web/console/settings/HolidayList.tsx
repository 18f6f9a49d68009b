import type { OfficeHours } from "../../shared/staff";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";

type Holidays = OfficeHours["holidays"];

/** The days that differ from the week: days off, and working days made up for at a weekend. */
export function HolidayList({ holidays, onChange }: { holidays: Holidays; onChange: (holidays: Holidays) => void }) {
    const change = (index: number, part: Partial<Holidays[number]>) => onChange(holidays.map((one, at) => at === index ? { ...one, ...part } : one));
    return (
        <fieldset className="field"><legend>{t("console.hours.holidays")}</legend>
            {holidays.map((holiday, index) => (
                <div key={index} className="holiday">
                    <input className="input is-inline" type="date" value={holiday.date} required aria-label={t("console.hours.date")} onChange={(event) => change(index, { date: event.target.value })} />
                    <input className="input is-inline" value={holiday.name} placeholder={t("console.name")} aria-label={t("console.name")} onChange={(event) => change(index, { name: event.target.value })} />
                    <select className="input is-inline" value={holiday.working ? "working" : "off"} aria-label={t("console.hours.kind")}
                        onChange={(event) => change(index, event.target.value === "working" ? { working: true, windows: holiday.windows ?? [["09:00", "18:00"]] } : { working: false })}>
                        <option value="off">{t("console.hours.off")}</option><option value="working">{t("console.hours.working")}</option></select>
                    <button type="button" className="icon-button is-small" aria-label={t("console.removeNamed", { name: holiday.name || holiday.date })} onClick={() => onChange(holidays.filter((_, at) => at !== index))}><Icon name="x-lg" /></button>
                </div>
            ))}
            <button type="button" className="link" onClick={() => onChange([...holidays, { date: new Date().toISOString().slice(0, 10), name: "", working: false }])}>{t("console.hours.addHoliday")}</button>
        </fieldset>
    );
}
