import type { InboxSettings } from "../../shared/staff";
import { Check, Field, Select } from "../shell/Field";
import { t } from "../shell/words";

interface Props { settings: InboxSettings; onChange: (part: Partial<InboxSettings>) => void }

/** What happens at the end of a ticket of this inbox: rating, reopening, closing. */
export function RuleSettings({ settings, onChange }: Props) {
    const csat = settings.csat ?? { enabled: true, delay_seconds: 0, cool_down_days: 7 };
    const reopen = settings.reopen ?? { mode: "reopen" as const, days: 7 };
    return (
        <fieldset className="group"><legend>{t("console.rules.title")}</legend>
            <Check label={t("console.rules.csat")} checked={csat.enabled} onChange={(enabled) => onChange({ csat: { ...csat, enabled } })} />
            {csat.enabled && <Field label={t("console.rules.csatDelay")} type="number" min={0} value={String(Math.round(csat.delay_seconds / 60))} onChange={(minutes) => onChange({ csat: { ...csat, delay_seconds: Number(minutes) * 60 } })} />}
            {csat.enabled && <Field label={t("console.rules.csatPause")} type="number" min={0} max={365} value={String(csat.cool_down_days)} onChange={(days) => onChange({ csat: { ...csat, cool_down_days: Math.min(365, Math.max(0, Number(days) || 0)) } })} />}
            <div className="field-row">
                <Select label={t("console.rules.reopen")} value={reopen.mode} onChange={(mode) => onChange({ reopen: { ...reopen, mode: mode as typeof reopen.mode } })}
                    options={(["reopen", "reopen_within_days", "new_ticket"] as const).map((mode) => [mode, t(`console.rules.mode_${mode}`)])} />
                {reopen.mode === "reopen_within_days" && <Field label={t("console.rules.days")} type="number" min={1} max={365} value={String(reopen.days)} onChange={(days) => onChange({ reopen: { ...reopen, days: Number(days) } })} />}
            </div>
            <Field label={t("console.rules.autoClose")} type="number" min={1} max={365} value={settings.auto_close_days ? String(settings.auto_close_days) : ""} placeholder={t("console.rules.never")} hint={t("console.rules.autoCloseHint")}
                onChange={(days) => onChange({ auto_close_days: days ? Number(days) : null })} />
        </fieldset>
    );
}
