import { Panel } from "./Panel";
import type { Page, ProductPair } from "./reportTypes";
import { useReport } from "./useReport";
import { figure, t } from "./words";

/** What is bought together more often than by chance. */
export function Pairs() {
    const fetched = useReport<Page<ProductPair>>("/product-pairs?limit=20");
    return (
        <Panel name="pairs" fetched={fetched}>
            {(value) => value.items.length === 0 ? <p className="empty">{t("reports.pairs.none")}</p> : (
                <div className="table-frame" tabIndex={0}>
                    <table className="figures">
                        <thead><tr><th scope="col">{t("reports.pairs.products")}</th><th scope="col">{t("reports.pairs.lift")}</th>
                            <th scope="col">{t("reports.pairs.together")}</th><th scope="col">{t("reports.pairs.support")}</th></tr></thead>
                        <tbody>{value.items.map((pair) => (
                            <tr key={`${pair.product_id}-${pair.other_id}`}><th scope="row" className="wrapping">{pair.product_name} + {pair.other_name}</th>
                                <td>{t("reports.pairs.times", { number: pair.lift })}</td><td>{figure(pair.together_count, "count")}</td><td>{figure(pair.support_ratio, "ratio")}</td></tr>
                        ))}</tbody>
                    </table>
                </div>
            )}
        </Panel>
    );
}
