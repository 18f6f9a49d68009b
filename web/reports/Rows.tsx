import { useState } from "react";
import type { CardPlan } from "./cards";
import { PagedRows } from "./PagedRows";
import type { Report } from "./reportTypes";
import { t } from "./words";

/** The tickets, orders, customers or recommendations behind a card's figure, newest first, each leading to its own page. */
export function Rows({ report, plan, query }: { report: Report; plan: CardPlan; query: string }) {
    const [measure, setMeasure] = useState(plan.measures[0] ?? "");
    const path = `/reports/${plan.report}/${plan.subject === "tickets" ? "rows" : plan.subject}?${query}&measure=${measure}&limit=10`;
    return (
        <div className="rows">
            {plan.measures.length > 1 && (
                <div className="measures" role="group" aria-label={t("reports.which")}>
                    {plan.measures.map((each) => (
                        <button key={each} type="button" className="chip" aria-pressed={measure === each} onClick={() => setMeasure(each)}>
                            {t(`reports.measure.${each}`)}
                        </button>
                    ))}
                </div>
            )}
            <PagedRows path={path} timeZone={report.time_zone} empty={t(`reports.noRows.${plan.subject}`)} />
        </div>
    );
}
