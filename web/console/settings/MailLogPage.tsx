import { useCallback, useEffect, useState } from "react";
import type { LoggedMail } from "../../shared/mail";
import type { Page } from "../../shared/wire";
import { MailLogLine } from "../mail/MailLogLine";
import { Suppressed } from "../mail/Suppressed";
import { Select } from "../shell/Field";
import { get, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { navigate, usePlace } from "../shell/router";
import { useLate } from "../shell/useLate";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { directory } from "./directoryState";

const states = { in: ["stored", "processed", "duplicate", "ignored", "failed"], out: ["queued", "retry", "uncertain", "sent", "failed"] } as const;

/** Every mail that came or left, what became of it and why; and the addresses that get no more. */
export function MailLogPage() {
    const { query } = usePlace();
    const inboxes = useStore(directory, (state) => state.inboxes).filter(({ kind }) => kind === "email");
    const side = query.get("side") === "suppressed" ? "suppressed" : "mails";
    function change(key: string, value: string) {
        const next = new URLSearchParams(query);
        if (value) next.set(key, value); else next.delete(key);
        if (key === "direction") next.delete("state");
        navigate(`/settings/mail?${next}`, { replace: true });
    }
    const direction = query.get("direction") === "in" ? "in" : query.get("direction") === "out" ? "out" : null;
    const offered = direction ? states[direction] : [...new Set([...states.in, ...states.out])];
    return (
        <>
            <header className="page-title"><div><h1>{t("console.settings.mail")}</h1><p className="muted">{t("console.maillog.lead")}</p></div>
                <div className="segments" role="radiogroup" aria-label={t("console.settings.mail")}>
                    {(["mails", "suppressed"] as const).map((name) => <button type="button" key={name} role="radio" aria-checked={side === name} onClick={() => change("side", name === "mails" ? "" : name)}>{t(`console.maillog.side_${name}`)}</button>)}
                </div></header>
            {side === "suppressed" ? <Suppressed /> : (
                <>
                    <div className="filter-line">
                        <Select label={t("console.maillog.direction")} value={direction ?? ""} onChange={(value) => change("direction", value)} options={[["", t("console.maillog.both")], ["in", t("console.maillog.in")], ["out", t("console.maillog.out")]]} />
                        <Select label={t("console.maillog.state")} value={query.get("state") ?? ""} onChange={(value) => change("state", value)} options={[["", t("console.maillog.any")], ...offered.map((one): [string, string] => [one, t(`console.maillog.state_${one}`)])]} />
                        {inboxes.length > 1 && <Select label={t("console.filter.inbox")} value={query.get("inbox_id") ?? ""} onChange={(value) => change("inbox_id", value)} options={[["", t("console.maillog.any")], ...inboxes.map((one): [string, string] => [one.id, one.name])]} />}
                        <Search value={query.get("q") ?? ""} onChange={(value) => change("q", value)} />
                    </div>
                    <Mails query={query.toString()} connected={inboxes.length > 0} />
                </>
            )}
        </>
    );
}

function Search({ value, onChange }: { value: string; onChange: (value: string) => void }) {
    const [text, setText] = useState(value);
    useEffect(() => {
        if (text.trim() === value) return;
        const timer = setTimeout(() => onChange(text.trim()), 250);
        return () => clearTimeout(timer);
    }, [text]);
    return <label className="field"><span>{t("console.maillog.find")}</span><input className="input" type="search" value={text} placeholder={t("console.maillog.findHint")} onChange={(event) => setText(event.target.value)} /></label>;
}

function Mails({ query, connected }: { query: string; connected: boolean }) {
    const [items, setItems] = useState<readonly LoggedMail[] | null>(null);
    const [cursor, setCursor] = useState<string | null>(null);
    const [problem, setProblem] = useState("");
    const late = useLate(items === null && !problem);
    const load = useCallback(async (from: string | null) => {
        const asked = new URLSearchParams(query);
        asked.delete("side");
        asked.set("limit", "50");
        if (from) asked.set("cursor", from);
        try {
            const page = await get<Page<LoggedMail>>(`/mails?${asked}`);
            setItems((before) => from && before ? [...before, ...page.items] : page.items);
            setCursor(page.next_cursor);
            setProblem("");
        } catch (reason) {
            setProblem(sentenceOf(reason));
        }
    }, [query]);
    useEffect(() => { setItems(null); void load(null); }, [load]);
    if (problem) return <p className="problem" role="alert">{problem}</p>;
    if (!items) return late ? <p className="muted">{t("console.maillog.loading")}</p> : null;
    if (items.length === 0) {
        const narrowed = /(?:direction|state|q|inbox_id)=/.test(query);
        return narrowed ? <p className="empty-line">{t("console.nothingFound")}</p>
            : <p className="empty-line teach"><span>{t(connected ? "console.maillog.empty" : "console.mailbox.teach")}</span>{!connected && <Link className="button" to="/settings/inboxes"><Icon name="envelope" />{t("console.settings.inboxes")}</Link>}</p>;
    }
    return (
        <>
            <ul className="setting-list mail-log" aria-label={t("console.settings.mail")}>
                {items.map((mail) => <MailLogLine key={`${mail.direction} ${mail.id}`} mail={mail} onChange={(change) => setItems((all) => all && all.map((one) => one.id === mail.id && one.direction === mail.direction ? { ...one, ...change } : one))} />)}
            </ul>
            {cursor && <button type="button" className="button" onClick={() => void load(cursor)}>{t("console.more")}</button>}
        </>
    );
}
