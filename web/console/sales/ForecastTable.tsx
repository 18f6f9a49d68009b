import type { Forecast, Money } from "../../shared/apiTypes";
import { amountText, minorOf, moneyText } from "../orders/money";
import { put, sentenceOf } from "../shell/http";
import { EditableText } from "../shell/EditableText";
import { Icon } from "../shell/Icon";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { monthOf } from "./days";
import { stageName } from "./dealState";

type OneCurrency = Forecast["currencies"][number];
type Row = OneCurrency["rows"][number];

/** The forecast in one currency: a line per month with its bar against the target, and one per stage. */
export function ForecastTable({ forecast, sets, onSet }: { forecast: OneCurrency; sets: boolean; onSet: () => void }) {
    const { currency, rows, total, stages } = forecast;
    const largest = Math.max(1, ...rows.map((row) => Math.max(row.expected.amount_minor, row.target?.amount_minor ?? 0)));
    async function setTarget(row: Row, text: string) {
        const minor = minorOf(text || "0", currency);
        if (minor === null) { say(t("console.orders.noAmount"), { tone: "danger" }); return; }
        try {
            await put(`/forecast/targets/${row.month}`, { amount: { amount_minor: minor, currency } }, row.target_version);
        } catch (problem) {
            say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
        }
        // Also when somebody else was first: then one sees what they set.
        onSet();
    }
    return (
        <>
            <section><h2>{t("sales.forecast.byMonth", { currency })}</h2>
                <div className="forecast-scroll"><table className="forecast-table by-month">
                    <thead><tr><th scope="col">{t("sales.forecast.month")}</th><th scope="col">{t("sales.forecast.won")}</th><th scope="col">{t("sales.forecast.open")}</th><th scope="col">{t("sales.forecast.weighted")}</th><th scope="col">{t("sales.forecast.expected")}</th><th scope="col">{t("sales.forecast.target")}</th><th scope="col"><span className="visually-hidden">{t("sales.forecast.bar")}</span></th></tr></thead>
                    <tbody>{rows.map((row) => (
                        <tr key={row.period + (row.month ?? "")}>
                            <th scope="row">{row.month ? monthOf(row.month) : t(`sales.forecast.${row.period}`)}<Unhappy row={row} /></th>
                            <Figures row={row} />
                            <td>{row.month && sets ? <EditableText value={row.target ? amountText(row.target.amount_minor, currency) : ""} shown={row.target ? moneyText(row.target) : undefined} placeholder={t("sales.forecast.setTarget")} label={t("sales.forecast.targetOf", { month: monthOf(row.month) })} onSave={(text) => void setTarget(row, text)} /> : row.target ? moneyText(row.target) : "–"}</td>
                            <td><Bar row={row} largest={largest} /></td>
                        </tr>
                    ))}</tbody>
                    <tfoot><tr><th scope="row">{t("sales.forecast.total")}<Unhappy row={total} /></th><Figures row={total} /><td>{total.target ? moneyText(total.target) : "–"}</td><td /></tr></tfoot>
                </table></div></section>
            {stages.length > 0 && (
                <section><h2>{t("sales.forecast.byStage", { currency })}</h2>
                    <div className="forecast-scroll"><table className="forecast-table">
                        <thead><tr><th scope="col">{t("sales.stageLabel")}</th><th scope="col">{t("sales.forecast.chance")}</th><th scope="col">{t("sales.forecast.deals")}</th><th scope="col">{t("sales.forecast.open")}</th><th scope="col">{t("sales.forecast.weighted")}</th></tr></thead>
                        <tbody>{stages.map(({ stage, count, sum, weighted }) => (
                            <tr key={stage.id}><th scope="row">{stageName(stage)}</th><td>{Math.round(stage.win_ratio * 10_000) / 100} %</td><td>{count}</td><td>{moneyText(sum)}</td><td>{moneyText(weighted)}</td></tr>
                        ))}</tbody>
                    </table></div></section>
            )}
        </>
    );
}

function Figures({ row }: { row: Row }) {
    const figure = (money: Money, count?: number) => <td>{money.amount_minor === 0 && !count ? "–" : moneyText(money)}{count ? <span className="meta"> · {count}</span> : null}</td>;
    return <>{figure(row.won, row.won_count)}{figure(row.open, row.open_count)}{figure(row.weighted)}<td><b>{row.expected.amount_minor === 0 ? "–" : moneyText(row.expected)}</b></td></>;
}

function Unhappy({ row }: { row: Row }) {
    if (row.unhappy_count === 0) return null;
    return <span className="forecast-unhappy"><Icon name="exclamation-triangle" />{t("sales.forecast.unhappy", { count: row.unhappy_count, amount: moneyText(row.unhappy) })}</span>;
}

function Bar({ row, largest }: { row: Row; largest: number }) {
    const part = (money: Money) => `${Math.round(money.amount_minor / largest * 1000) / 10}%`;
    const reached = row.target && row.target.amount_minor > 0 ? Math.round(row.expected.amount_minor / row.target.amount_minor * 100) : null;
    return (
        <span className="forecast-bar"><span className="bar-track" aria-hidden="true"><i className="is-won" style={{ inlineSize: part(row.won) }} /><i style={{ inlineSize: part(row.weighted) }} />
            {row.target && <em style={{ insetInlineStart: part(row.target) }} />}</span>
            {reached !== null && <span className="meta">{t("sales.forecast.ofTarget", { percent: reached })}</span>}</span>
    );
}
