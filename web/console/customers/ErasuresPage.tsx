import type { Erasure } from "../../shared/apiTypes";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { t } from "../shell/words";
import { tableName } from "./peopleWords";
import { RetentionRules } from "./RetentionRules";

/** The proofs that people were erased, and how long words are kept at all. */
export default function ErasuresPage() {
    const { items, more, unread } = usePages<Erasure>("/customers/erasures?limit=50");
    return (
        <main className="page" id="main" tabIndex={-1}>
            <div className="people-page">
                <header className="people-head">
                    <h1>{t("people.erasures.title")}</h1>
                    <Link to="/customers" className="button" data-kind="quiet"><Icon name="chevron-left" />{t("console.rail.customers")}</Link>
                    <p className="meta">{t("people.erasures.lead")}</p>
                </header>
                <Unread of={unread} />
                {items?.length === 0 && <div className="empty"><Icon name="trash" /><p>{t("people.erasures.empty")}</p></div>}
                {items?.map((proof) => (
                    <details key={proof.id} className="data-table">
                        <summary><strong><Moment at={proof.at} /></strong> <span className="meta">{t(`people.erasures.by_${proof.cause}`, { name: proof.actor_name })}</span></summary>
                        <ul className="count-list">
                            {proof.counts.map((count) => (
                                <li key={`${count.table} ${count.treatment}`}><span>{tableName(count.table)}</span><b>{count.count.toLocaleString()}</b><span className="meta">{t(`people.data.was_${count.treatment}`)}</span></li>
                            ))}
                            {proof.file_count > 0 && <li><span>{t("people.erasures.files")}</span><b>{proof.file_count.toLocaleString()}</b><span className="meta">{t("people.data.was_removed")}</span></li>}
                        </ul>
                        <p className="meta proof-hashes">{t("people.erasures.hashes")} {proof.identifier_hashes.map((hash) => hash.slice(0, 16)).join(" ")}</p>
                    </details>
                ))}
                {more && <button type="button" className="button" onClick={more}>{t("console.more")}</button>}
                <RetentionRules />
            </div>
        </main>
    );
}
