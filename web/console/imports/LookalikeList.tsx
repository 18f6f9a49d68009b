import type { ImportPreview } from "../../shared/apiTypes";
import { Link } from "../shell/Link";
import { t } from "../shell/words";

/** New rows that look like customers already here, each with whom and why. */
export function LookalikeList({ preview }: { preview: ImportPreview }) {
    const more = preview.rows_lookalike - preview.lookalikes.length;
    return (
        <section className="lookalikes" aria-label={t("console.imports.onLookalike")}>
            <p role="status">{t("console.imports.lookalikes", { count: preview.rows_lookalike })}</p>
            <ol className="import-rows">
                {preview.lookalikes.map((one) => (
                    <li key={one.row}>
                        <span className="meta">{one.row}</span>
                        <span className="import-values">{t("console.imports.looksLike")} <Link to={`/customers/${one.id}`}>{one.name || one.id}</Link></span>
                        {one.matches.map((match) => <span key={match} className="badge">{t(`console.customers.match_${match}`)}</span>)}
                    </li>
                ))}
            </ol>
            {more > 0 && <p className="muted">{t("console.imports.lookalikesMore", { count: more })}</p>}
        </section>
    );
}
