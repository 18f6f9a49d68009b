import { useState } from "react";
import { PagedRows } from "./PagedRows";
import { Panel } from "./Panel";
import type { Page, ProductPair } from "./reportTypes";
import { useReport } from "./useReport";
import { figure, t } from "./words";

/** What is bought together more often than by chance; each pair opens to its orders. */
export function Pairs({ before, timeZone }: { before: string | null; timeZone: string }) {
    const fetched = useReport<Page<ProductPair>>(`/product-pairs?limit=20${before ? `&before=${before}` : ""}`);
    const [open, setOpen] = useState<string | null>(null);
    return (
        <Panel name="pairs" fetched={fetched} links={<a className="link" href="/api/v1/product-pairs?format=csv" download>CSV</a>}>
            {(value) => value.items.length === 0 ? <p className="empty">{t("reports.pairs.none")}</p> : <>
                <div className="table-frame" tabIndex={0}>
                    <table className="figures">
                        <thead><tr><th scope="col">{t("reports.pairs.products")}</th><th scope="col">{t("reports.pairs.lift")}</th>
                            {before && <th scope="col">{t("reports.pairs.liftBefore")}</th>}
                            <th scope="col">{t("reports.pairs.together")}</th><th scope="col">{t("reports.pairs.support")}</th></tr></thead>
                        <tbody>{value.items.map((pair) => {
                            const key = `${pair.product_id}/${pair.other_id}`;
                            return (
                                <tr key={key}><th scope="row" className="wrapping">
                                        <button type="button" className="link" aria-expanded={open === key} onClick={() => setOpen(open === key ? null : key)}>{pair.product_name} + {pair.other_name}</button></th>
                                        <td>{t("reports.pairs.times", { number: pair.lift })}</td>
                                        {before && <td>{pair.previous_lift === null ? "–" : t("reports.pairs.times", { number: pair.previous_lift })}</td>}
                                        <td>{figure(pair.together_count, "count")}</td><td>{figure(pair.support_ratio, "ratio")}</td></tr>
                            );
                        })}</tbody>
                    </table>
                </div>
                {open && <div className="rows"><PagedRows key={open} path={`/product-pairs/${open}/orders?limit=10`} timeZone={timeZone} empty={t("reports.noRows.orders")} /></div>}
            </>}
        </Panel>
    );
}
