import { useState } from "react";
import type { AtRisk, MainRisk } from "../shared/apiTypes";
import { Panel } from "./Panel";
import type { Page } from "./reportTypes";
import { useReport } from "./useReport";
import { featureName, figure, t } from "./words";

const bands = ["high", "typical"] as const;
interface Choice { reason: string; band: typeof bands[number] | null }

/** Customers likely to leave, by what puts them at risk most; every number opens to who they are. */
export function Risks() {
    const fetched = useReport<Page<MainRisk>>("/at-risk/main-reasons");
    const [open, setOpen] = useState<Choice | null>(null);
    const isOpen = (reason: string, band: Choice["band"]) => open?.reason === reason && open.band === band;
    const count = (number: number, name: string, choice: Choice) => number === 0 ? "0" : (
        <button type="button" className="link" aria-label={name} aria-expanded={isOpen(choice.reason, choice.band)}
            onClick={() => setOpen(isOpen(choice.reason, choice.band) ? null : choice)}>{figure(number, "count")}</button>
    );
    const links = <>
        <a className="link" href="/at-risk">{t("reports.risks.act")}</a>
        <a className="link" href="/api/v1/at-risk/main-reasons?format=csv" download>CSV</a>
    </>;
    return (
        <Panel name="risks" fetched={fetched} links={links}>
            {(value) => value.items.length === 0 ? <p className="empty">{t("reports.risks.none")}</p> : <>
                <div className="table-frame" tabIndex={0}>
                    <table className="figures">
                        <thead><tr><th scope="col">{t("reports.risks.reason")}</th>
                            {bands.map((band) => <th scope="col" key={band}>{t(`reports.risks.${band}`)}</th>)}
                            <th scope="col">{t("reports.total")}</th></tr></thead>
                        <tbody>{value.items.map((risk) => {
                            const reason = risk.main_reason ?? "none";
                            const name = risk.main_reason === null ? t("reports.risks.noReason") : featureName(reason);
                            return (
                                <tr key={reason}><th scope="row" className="wrapping">{name}</th>
                                    <td>{count(risk.high_count, `${name}: ${t("reports.risks.high")}, ${risk.high_count}`, { reason, band: "high" })}</td>
                                    <td>{count(risk.typical_count, `${name}: ${t("reports.risks.typical")}, ${risk.typical_count}`, { reason, band: "typical" })}</td>
                                    <td>{count(risk.customer_count, `${name}: ${risk.customer_count}`, { reason, band: null })}</td></tr>
                            );
                        })}</tbody>
                        <tfoot><tr><th scope="row">{t("reports.total")}</th>
                            <td>{figure(sum(value.items, "high_count"), "count")}</td><td>{figure(sum(value.items, "typical_count"), "count")}</td>
                            <td>{figure(sum(value.items, "customer_count"), "count")}</td></tr></tfoot>
                    </table>
                </div>
                {open && <Rows key={`${open.reason}-${open.band}`} choice={open} />}
            </>}
        </Panel>
    );
}

function sum(risks: MainRisk[], key: "high_count" | "typical_count" | "customer_count"): number {
    return risks.reduce((total, each) => total + each[key], 0);
}

/** The customers behind one number, those first whose loss would cost most. */
function Rows({ choice }: { choice: Choice }) {
    const [limit, setLimit] = useState(10);
    const query = new URLSearchParams({ kind: "customers", handled: "true", main_reason: choice.reason, limit: String(limit), ...(choice.band ? { band: choice.band } : {}) });
    const { value, problem } = useReport<Page<AtRisk>>(`/at-risk?${query.toString()}`);
    if (problem) return <p className="problem">{problem.message}</p>;
    return (
        <div className="rows">
            <ul className="ticket-rows">
                {(value?.items ?? []).map((item) => (
                    <li key={item.customer.id}>
                        <a href={`/customers/${item.customer.id}`}>{item.customer.name || t("reports.noName")}</a>
                        <span className="meta">{[
                            item.risk_ratio === null ? t(`reports.risks.${item.band}`) : t("reports.risks.chance", { share: figure(item.risk_ratio, "ratio") }),
                            t("reports.risks.value", { amount: figure(item.value, "money") }),
                        ].join(" · ")}</span>
                        {item.expected_loss && <span className="row-value figures">{figure(item.expected_loss, "money")}</span>}
                    </li>
                ))}
            </ul>
            {value?.next_cursor && limit < 200 && <button type="button" className="button" onClick={() => setLimit(Math.min(200, limit + 40))}>{t("reports.more")}</button>}
        </div>
    );
}
