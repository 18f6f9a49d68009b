import type { CustomerWorth } from "../../shared/apiTypes";
import { moneyText } from "../orders/money";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { fetchOutlook, predictions } from "./predictionState";
import { digits } from "./riskWords";
import { RiskView } from "./RiskView";

/** Whether a customer will leave, and whether they will buy soon. */
export function CustomerOutlook({ customer, version }: { customer: string; version?: number }) {
    const outlook = useStore(predictions, (state) => state.ofCustomer[customer]);
    const unread = useReading(() => fetchOutlook(customer), [customer, version], { delay: outlook ? 400 : 0 });
    if (!outlook) return <Unread of={unread} />;
    if (outlook.churn.state === "no_orders") return <p className="meta">{t("console.risk.noOrders")}</p>;
    return (
        <dl className="outlook">
            {([outlook.churn, outlook.purchase] as const).map((view) => (
                <div key={view.kind}><dt>{t(`console.risk.${view.kind}`)}</dt><dd><RiskView view={view} /></dd></div>
            ))}
            {outlook.lifetime_value && <Worth value={outlook.lifetime_value} />}
            {outlook.segments.length > 0 && <div><dt>{t("console.worth.segments")}</dt><dd className="chips">{outlook.segments.map((one) => <span key={one.by} className="tag" title={t(`console.segment.${one.by}`)}>{t(`console.segment.${one.by}_${one.name}`)}</span>)}</dd></div>}
        </dl>
    );
}

/** What the coming year should bring, by the model and by the plain formula. */
function Worth({ value }: { value: CustomerWorth }) {
    const { expected, expected_orders: orders, simple } = value;
    if (!expected && !simple) return null;
    return (
        <div><dt>{t("console.worth.title")}</dt>
            <dd>{expected && orders !== null && <p className="worth"><strong>{moneyText(expected)}</strong> <span className="meta">{t("console.worth.orders", { orders: digits(orders, 1) })}</span></p>}
                {simple && <p className="meta" title={t("console.worth.simpleHint")}>{t("console.worth.simple", { value: moneyText(simple) })}</p>}</dd></div>
    );
}
