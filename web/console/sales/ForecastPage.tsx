import { useState } from "react";
import type { Forecast, Pipeline } from "../../shared/apiTypes";
import { may, session } from "../session/sessionState";
import { get, patch, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { EditableText } from "../shell/EditableText";
import { navigate, usePlace } from "../shell/router";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { dayText } from "./days";
import { pipelineName } from "./dealNames";
import { deals, fetchPipelines } from "./dealState";
import { ForecastChanges } from "./ForecastChanges";
import { ForecastTable } from "./ForecastTable";

/** What is likely to be won, by month and by stage, against the targets; and what changed since a day. */
export function ForecastPage() {
    const { query } = usePlace();
    const pipelines = useStore(deals, (state) => state.pipelines);
    const sets = useStore(session, (state) => may(state, "settings.write"));
    const [forecast, setForecast] = useState<Forecast | null>(null);
    const [times, setTimes] = useState(0);
    const pipeline = query.get("pipeline") ?? "";
    const owner = query.get("owner") ?? "";
    const since = query.get("since") ?? dayText(new Date(Date.now() - 7 * 86_400_000));
    const unread = useReading(() => {
        const wanted = new URLSearchParams({ since, ...(pipeline ? { pipeline_id: pipeline } : {}), ...(owner ? { owner } : {}) });
        return Promise.all([get<Forecast>(`/forecast?${wanted}`), pipelines.length === 0 && fetchPipelines()]);
    }, [since, pipeline, owner, times], { take: ([answer]) => setForecast(answer) });
    const again = () => setTimes((count) => count + 1);
    function go(change: Record<string, string>) {
        const next = new URLSearchParams(query);
        for (const [key, value] of Object.entries(change)) if (value) next.set(key, value); else next.delete(key);
        navigate(`/sales/forecast${String(next) && `?${next}`}`, { replace: true });
    }
    async function setFactor(text: string) {
        const percent = Number(text.replace("%", "").trim());
        if (!Number.isFinite(percent) || text.trim() === "" || percent < 0 || percent > 100) { say(t("sales.forecast.noShare"), { tone: "danger" }); return; }
        try {
            await patch("/forecast/settings", { unhappy_ratio: percent / 100 }, forecast?.settings_version);
            say(t("console.saved"));
        } catch (reason) {
            say(t("console.notSaved", { reason: sentenceOf(reason) }), { tone: "danger" });
        }
        // Also when somebody else was first: then one sees what they set.
        again();
    }
    const share = forecast ? new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 2 }).format(forecast.unhappy_ratio) : "";
    return (
        <main className="sales-page" id="main" tabIndex={-1}>
            <div className="page-body forecast">
                <header className="page-title">
                    <h1>{t("sales.page.forecast")}</h1>
                    <div className="forecast-choices">
                        {pipelines.length > 1 && <PipelineChoice pipelines={pipelines} value={pipeline} onChoose={(id) => go({ pipeline: id })} />}
                        <button type="button" className="chip" aria-pressed={owner === "me"} onClick={() => go({ owner: owner === "me" ? "" : "me" })}>{t("sales.mine")}</button>
                    </div>
                </header>
                <Unread of={unread} />
                {forecast && (
                    <>
                        {forecast.currencies.map((one) => <ForecastTable key={one.currency} forecast={one} sets={sets && !pipeline && !owner} onSet={again} />)}
                        <section className="forecast-rule">
                            <p className="meta">{t("sales.forecast.rule")}</p>
                            <p className="meta"><Icon name="exclamation-triangle" /> {t("sales.forecast.factor", { share })} {sets && <span className="forecast-factor">{t("sales.forecast.setFactor")} <EditableText value={String(Math.round(forecast.unhappy_ratio * 10_000) / 100)} label={t("sales.forecast.factorLabel")} onSave={(text) => void setFactor(text)} /> %</span>}
                                {" "}<Link to="/at-risk">{t("sales.forecast.whoIsUnhappy")}</Link></p>
                        </section>
                        <ForecastChanges changes={forecast.changes} since={since} onSince={(day) => go({ since: day })} />
                    </>
                )}
            </div>
        </main>
    );
}

function PipelineChoice({ pipelines, value, onChoose }: { pipelines: readonly Pipeline[]; value: string; onChoose: (id: string) => void }) {
    return (
        <select className="input" aria-label={t("sales.choosePipeline")} value={value} onChange={(event) => onChoose(event.target.value)}>
            <option value="">{t("sales.forecast.allPipelines")}</option>
            {pipelines.map((one) => <option key={one.id} value={one.id}>{pipelineName(one)}</option>)}
        </select>
    );
}
