import { FormEvent, KeyboardEvent, useEffect, useState } from "react";
import type { Message, Ticket } from "../../shared/wire";
import { Dialog } from "../shell/Dialog";
import { get, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { moveMail } from "./placing";

/** Puts a mail that was joined wrongly on another ticket, or on one of its own. */
export function MoveDialog({ message, onClose }: { message: Message; onClose: () => void }) {
    const [query, setQuery] = useState("");
    const [found, setFound] = useState<readonly Ticket[]>([]);
    const [at, setAt] = useState(0);
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState("");
    const wanted = query.trim().replace(/^#/, "");
    useEffect(() => {
        setAt(0);
        if (wanted === "") { setFound([]); return; }
        let stale = false;
        const timer = setTimeout(() => {
            get<{ tickets: Ticket[] }>(`/search?q=${encodeURIComponent(wanted)}`).then(({ tickets }) => { if (!stale) setFound(tickets.filter((ticket) => ticket.id !== message.ticket_id)); }, () => undefined);
        }, 150);
        return () => { stale = true; clearTimeout(timer); };
    }, [wanted]);
    async function move(to: Ticket | null) {
        setBusy(true);
        try {
            await moveMail(message, to);
            onClose();
        } catch (reason) {
            setProblem(sentenceOf(reason));
            setBusy(false);
        }
    }
    function keyed(event: KeyboardEvent) {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1));
        else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1));
        else return;
        event.preventDefault();
    }
    function submit(event: FormEvent) {
        event.preventDefault();
        const ticket = found[at];
        if (ticket) void move(ticket);
    }
    return (
        <Dialog title={t("console.mail.move")} onClose={onClose}>
            <form className="form" onSubmit={submit} onKeyDown={keyed}>
                <label className="field"><span>{t("console.mail.moveTo")}</span>
                    <input className="input" value={query} autoFocus onChange={(event) => setQuery(event.target.value)} placeholder={t("console.mail.moveFind")} role="combobox" aria-expanded={found.length > 0} aria-controls="move-list" aria-activedescendant={`move-${at}`} /></label>
                <div className="move-list" role="listbox" id="move-list" aria-label={t("console.rail.tickets")}>
                    {found.map((ticket, index) => (
                        <div key={ticket.id} role="option" id={`move-${index}`} aria-selected={index === at} className={`menu-choice${index === at ? " is-at" : ""}`} onMouseMove={() => setAt(index)} onClick={() => { if (!busy) void move(ticket); }}>
                            <span className="menu-label">#{ticket.number} {ticket.subject}</span><span className="menu-hint">{ticket.customer.name}</span>
                        </div>
                    ))}
                    {wanted !== "" && found.length === 0 && <p className="menu-none">{t("console.nothingFound")}</p>}
                </div>
                <p className="meta">{t("console.mail.moveHint")}</p>
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot">
                    <button type="button" className="button" disabled={busy} onClick={() => void move(null)}><Icon name="plus-lg" />{t("console.mail.moveNew")}</button>
                    <button type="submit" className="button" data-kind="primary" disabled={busy || found.length === 0}>{t("console.mail.moveHere")}</button>
                </footer>
            </form>
        </Dialog>
    );
}
