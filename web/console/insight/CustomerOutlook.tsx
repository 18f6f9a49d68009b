import { useEffect, useState } from "react";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { fetchOutlook, predictions } from "./predictionState";
import { RiskView } from "./RiskView";

/** Whether a customer will leave, and whether they will buy soon. */
export function CustomerOutlook({ customer, version }: { customer: string; version?: number }) {
    const outlook = useStore(predictions, (state) => state.ofCustomer[customer]);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
        setFailed(false);
        const timer = setTimeout(() => fetchOutlook(customer).catch(() => setFailed(true)), predictions.get().ofCustomer[customer] ? 400 : 0);
        return () => clearTimeout(timer);
    }, [customer, version]);
    if (!outlook) return failed ? <p className="meta">{t("console.risk.failed")}</p> : null;
    return (
        <dl className="outlook">
            {([outlook.churn, outlook.purchase] as const).map((view) => (
                <div key={view.kind}><dt>{t(`console.risk.${view.kind}`)}</dt><dd><RiskView view={view} /></dd></div>
            ))}
        </dl>
    );
}
