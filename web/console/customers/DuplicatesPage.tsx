import { useState } from "react";
import type { DuplicatePair, DuplicateSearch } from "../../shared/apiTypes";
import type { Customer } from "../../shared/staff";
import { may, session } from "../session/sessionState";
import { post, put, remove, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { reasonText } from "./peopleWords";

/** Pairs of records that may be one person, side by side. */
export default function DuplicatesPage() {
    const merges = useStore(session, (state) => may(state, "customers.merge"));
    const [round, setRound] = useState(0);
    const [searching, setSearching] = useState(false);
    const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
    const { items, more, unread } = usePages<DuplicatePair>("/customers/duplicates?limit=50", { version: round });

    async function search() {
        setSearching(true);
        try {
            const found = await post<DuplicateSearch>("/customers/duplicates/search");
            setRound(round + 1);
            say(t("people.duplicates.found", { count: found.pair_count }));
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        } finally {
            setSearching(false);
        }
    }
    async function dismiss(pair: DuplicatePair) {
        const path = `/customers/${pair.customer.id}/duplicates/${pair.other.id}/dismissal`;
        const key = keyOf(pair);
        setGone((before) => new Set(before).add(key));
        const back = () => setGone((before) => new Set([...before].filter((one) => one !== key)));
        try {
            await put(path);
            done(t("people.duplicates.dismissed"), () => { back(); void remove(path).catch((problem) => say(sentenceOf(problem), { tone: "danger" })); });
        } catch (problem) {
            back();
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    const shown = (items ?? []).filter((pair) => !gone.has(keyOf(pair)));
    return (
        <main className="page" id="main" tabIndex={-1}>
            <div className="people-page">
                <header className="people-head">
                    <h1>{t("people.duplicates.title")}</h1>
                    <Link to="/customers" className="button" data-kind="quiet"><Icon name="chevron-left" />{t("console.rail.customers")}</Link>
                    {merges && <button type="button" className="button" disabled={searching} onClick={() => void search()}><Icon name="search" />{t("people.duplicates.search")}</button>}
                    <p className="meta">{t("people.duplicates.lead")}</p>
                </header>
                <Unread of={unread} />
                {items && shown.length === 0 && <div className="empty"><Icon name="people" /><p>{t("people.duplicates.empty")}</p></div>}
                <ol className="plain-list pair-list" aria-label={t("people.duplicates.title")}>
                    {shown.map((pair) => (
                        <li key={keyOf(pair)} className="pair">
                            <div className="pair-sides"><Side customer={pair.customer as unknown as Customer} /><Side customer={pair.other as unknown as Customer} /></div>
                            <ul className="pair-reasons">{pair.reasons.map((reason) => <li key={reason.kind}>{reasonText(reason)}</li>)}</ul>
                            <div className="pair-acts">
                                <span className="badge" title={t("people.duplicates.scoreHint")}>{t("people.duplicates.score", { percent: Math.round(pair.score * 100) })}</span>
                                <button type="button" className="button" data-kind="quiet" onClick={() => void dismiss(pair)}>{t("people.duplicates.dismiss")}</button>
                                {merges && <Link className="button" data-kind="primary" to={`/customers/${older(pair)[0]}/merge/${older(pair)[1]}`}>{t("people.duplicates.merge")}</Link>}
                            </div>
                        </li>
                    ))}
                </ol>
                {more && <button type="button" className="button" onClick={more}>{t("console.more")}</button>}
            </div>
        </main>
    );
}

function Side({ customer }: { customer: Customer }) {
    return (
        <article className="pair-side">
            <Link to={`/customers/${customer.id}`}><strong>{customer.name || t("console.customer.nameless")}</strong></Link>
            {customer.emails.map((email) => <p key={email.address}>{email.address}</p>)}
            {customer.phones.map((phone) => <p key={phone.number}>{phone.number}</p>)}
            <p className="meta">{[customer.company?.name, customer.city, t("people.duplicates.tickets", { count: customer.ticket_count })].filter(Boolean).join(" · ")}</p>
        </article>
    );
}

/** The record with more behind it stays by default. */
function older(pair: DuplicatePair): [string, string] {
    const [one, other] = [pair.customer, pair.other];
    return other.ticket_count > one.ticket_count ? [other.id, one.id] : [one.id, other.id];
}

function keyOf(pair: DuplicatePair): string { return `${pair.customer.id} ${pair.other.id}`; }
