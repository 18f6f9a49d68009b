import { useEffect, useState } from "react";
import type { SuppressedAddress } from "../../shared/mail";
import type { Page } from "../../shared/wire";
import { get, remove, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Moment } from "../shell/Moment";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { sentenceOr } from "./whyWords";

/** The addresses nothing automatic is sent to any more, and the way to try one again. */
export function Suppressed() {
    const [items, setItems] = useState<readonly SuppressedAddress[] | null>(null);
    const [cursor, setCursor] = useState<string | null>(null);
    const [problem, setProblem] = useState("");
    async function load(from: string | null) {
        try {
            const page = await get<Page<SuppressedAddress>>(`/suppressed-addresses?limit=100${from ? `&cursor=${encodeURIComponent(from)}` : ""}`);
            setItems((before) => from && before ? [...before, ...page.items] : page.items);
            setCursor(page.next_cursor);
        } catch (reason) {
            setProblem(sentenceOf(reason));
        }
    }
    useEffect(() => { void load(null); }, []);
    async function drop(address: string) {
        try {
            await remove(`/suppressed-addresses/${encodeURIComponent(address)}`);
            setItems((all) => all && all.filter((one) => one.address !== address));
            say(t("console.maillog.mailedAgain", { address }));
        } catch (reason) {
            say(t("console.notRemoved", { reason: sentenceOf(reason) }), { tone: "danger" });
        }
    }
    if (problem) return <p className="problem" role="alert">{problem}</p>;
    return (
        <>
            <p className="muted">{t("console.maillog.suppressedLead")}</p>
            {items?.length === 0 && <p className="empty-line">{t("console.maillog.suppressedEmpty")}</p>}
            <ul className="setting-list mail-log">
                {items?.map((one) => (
                    <li key={one.address} className="log-line">
                        <Icon name="envelope-exclamation" />
                        <div className="log-words"><div className="log-top"><strong>{one.address}</strong><span className="log-subject">{sentenceOr(`console.maillog.reason_${one.reason}`, one.reason)}</span><Moment at={one.created_at} className="meta" /></div>
                            {one.detail && <p className="meta log-detail">{t("console.delivery.theirWords")} <q>{one.detail}</q></p>}</div>
                        <button type="button" className="button" onClick={() => void drop(one.address)}>{t("console.maillog.unsuppress")}</button>
                    </li>
                ))}
            </ul>
            {cursor && <button type="button" className="button" onClick={() => void load(cursor)}>{t("console.more")}</button>}
        </>
    );
}
