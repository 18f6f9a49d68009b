import { useCallback, useEffect, useState } from "react";
import type { CustomerMerge, DuplicatePair } from "../../shared/apiTypes";
import type { Customer } from "../../shared/staff";
import type { Page } from "../../shared/wire";
import { may, session } from "../session/sessionState";
import { get, put, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { say } from "../shell/toastState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { reasonText } from "./peopleWords";
import { undoMerge } from "./undoMerge";

/** Who else this customer may be, which records went into this one, and what is kept about the person. */
export default function SamePerson({ customer }: { customer: Customer }) {
    const { id } = customer;
    const state = useStore(session, (all) => all);
    const [pairs, setPairs] = useState<readonly DuplicatePair[]>([]);
    const [merges, setMerges] = useState<readonly CustomerMerge[]>([]);
    const [words, setWords] = useState("");
    const [found, setFound] = useState<readonly Customer[]>([]);
    const load = useCallback(() => {
        get<Page<DuplicatePair>>(`/customers/${id}/duplicates?limit=5`).then((page) => setPairs(page.items), () => undefined);
        get<Page<CustomerMerge>>(`/customers/${id}/merges?limit=20`).then((page) => setMerges(page.items), () => undefined);
    }, [id]);
    useEffect(load, [load, customer.version]);
    useEffect(() => {
        if (words.trim().length < 2) { setFound([]); return; }
        let left = false;
        get<Page<Customer>>(`/customers?limit=6&q=${encodeURIComponent(words.trim())}`).then((page) => { if (!left) setFound(page.items.filter((one) => one.id !== id)); }, () => undefined);
        return () => { left = true; };
    }, [words, id]);
    async function dismiss(pair: DuplicatePair) {
        try {
            await put(`/customers/${pair.customer.id}/duplicates/${pair.other.id}/dismissal`);
            setPairs((before) => before.filter((one) => one !== pair));
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    const merging = may(state, "customers.merge");
    const standing = merges.filter((merge) => !merge.undone_at && merge.kept.id === id);
    return (
        <div className="same-person">
            {pairs.map((pair) => {
                const other = pair.customer.id === id ? pair.other : pair.customer;
                return (
                    <div key={other.id} className="pair-line">
                        <Link to={`/customers/${other.id}`}>{other.name || t("console.customer.nameless")}</Link>
                        <span className="meta">{pair.reasons.map(reasonText).join(" · ")}</span>
                        <span className="pair-acts"><button type="button" className="button" data-kind="quiet" onClick={() => void dismiss(pair)}>{t("people.duplicates.dismiss")}</button>
                            {merging && <Link className="button" to={`/customers/${id}/merge/${other.id}`}>{t("people.duplicates.merge")}</Link>}</span>
                    </div>
                );
            })}
            {standing.map((merge) => (
                <div key={merge.id} className="pair-line">
                    <span>{merge.merged_name || t("console.customer.nameless")}</span>
                    <span className="meta">{t("people.merge.by", { name: merge.merged_by_name })} <Moment at={merge.merged_at} /></span>
                    {merging && <span className="pair-acts"><button type="button" className="button" onClick={() => void undoMerge(merge).then(load)}><Icon name="arrow-counterclockwise" />{t("people.undo.part")}</button></span>}
                </div>
            ))}
            {merging && (
                <label className="field"><span>{t("people.merge.find")}</span>
                    <input className="input" type="search" value={words} onChange={(event) => setWords(event.target.value)} /></label>
            )}
            {found.length > 0 && (
                <ul className="plain-list" aria-label={t("people.merge.find")}>
                    {found.map((one) => <li key={one.id}><Link to={`/customers/${id}/merge/${one.id}`}>{one.name || t("console.customer.nameless")} <span className="meta">{one.emails[0]?.address ?? one.phones[0]?.number ?? ""}</span></Link></li>)}
                </ul>
            )}
            {may(state, "customers.erase") && <Link to={`/customers/${id}/personal-data`}>{t("people.data.open")}</Link>}
        </div>
    );
}
