import type { LateParcelPreview } from "../../shared/apiTypes";
import { t } from "../shell/words";

const names: Record<string, string> = { en: "English", "zh-Hans": "中文" };

/** What the rule would have done lately, and the words one customer would have read. */
export function Preview({ preview }: { preview: LateParcelPreview }) {
    const days = preview.days;
    return (
        <section className="parcel-preview" aria-label={t("settings.parcels.preview")}>
            {preview.late_count === 0 ? <p role="status">{t("settings.parcels.noneLate", { days })}</p> : (
                <div role="status"><p><strong>{t("settings.parcels.wouldTell", { count: preview.would_tell_count, days })}</strong> {t("settings.parcels.ofLate", { count: preview.late_count })}</p>
                    {Object.entries(preview.withheld as Record<string, number>).map(([reason, count]) => <p key={reason} className="muted">{count} × {t(`settings.parcels.reason_${reason}`)}</p>)}</div>
            )}
            {preview.unfilled.map((one) => <p key={one} className="problem">{t("settings.parcels.gap", { language: names[one] ?? one })}</p>)}
            {preview.samples.map((one) => (
                <article key={one.locale} className="parcel-sample" lang={one.locale}>
                    <p className="meta">{names[one.locale] ?? one.locale}</p>
                    <h3>{one.subject}</h3>
                    <p className="parcel-body">{one.body}</p>
                </article>
            ))}
        </section>
    );
}
