import { useState } from "react";
import type { RetentionRule, RetentionRun } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, put, sentenceOf } from "../shell/http";
import { Moment } from "../shell/Moment";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";

/** How long each channel's words are kept, and the proofs of what was emptied. */
export function RetentionRules() {
    const [rules, setRules] = useState<readonly RetentionRule[]>([]);
    const [runs, setRuns] = useState<readonly RetentionRun[]>([]);
    const unread = useReading(() => Promise.all([get<Page<RetentionRule>>("/retention-rules"), get<Page<RetentionRun>>("/retention-runs?limit=20")]), [], {
        take: ([kept, done]) => { setRules(kept.items); setRuns(done.items); },
    });
    async function keep(rule: RetentionRule, text: string) {
        const days = text.trim() === "" ? null : Number(text);
        if (days === rule.keep_days) return;
        try {
            const changed = await put<RetentionRule>(`/retention-rules/${rule.channel}`, { keep_days: days });
            setRules((before) => before.map((one) => one.channel === rule.channel ? changed : one));
            say(t(days === null ? "people.retention.forever" : "people.retention.saved", { days: days ?? 0 }));
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    return (
        <section aria-labelledby="retention"><h2 id="retention" className="people-heading">{t("people.retention.title")}</h2>
            <p className="meta">{t("people.retention.lead")}</p>
            <Unread of={unread} />
            <div className="retention">
                {rules.map((rule) => (
                    <label key={`${rule.channel} ${rule.keep_days}`} className="field"><span>{t(`people.retention.channel_${rule.channel}`)}</span>
                        <input className="input" type="number" min={30} max={36500} placeholder={t("people.retention.never")} defaultValue={rule.keep_days ?? ""} onBlur={(event) => void keep(rule, event.target.value)} onKeyDown={(event) => { if (event.key === "Enter") event.currentTarget.blur(); }} />
                        {rule.due_count > 0 && <span className="hint">{t("people.retention.due", { count: rule.due_count })}</span>}</label>
                ))}
            </div>
            {runs.length > 0 && (
                <ul className="count-list" aria-label={t("people.retention.runs")}>
                    {runs.map((run) => <li key={run.id}><span><Moment at={run.at} />, {t(`people.retention.channel_${run.channel}`)}</span><b>{t("people.retention.emptied", { count: run.ticket_count })}</b><span className="meta proof-hashes">{run.digest.slice(0, 16)}</span></li>)}
                </ul>
            )}
        </section>
    );
}
