import { useEffect, useRef, useState } from "react";
import type { Ticket } from "../../shared/wire";
import { session } from "../session/sessionState";
import { Avatar } from "../shell/Avatar";
import { Icon } from "../shell/Icon";
import { Menu } from "../shell/Menu";
import { navigate } from "../shell/router";
import { exactTime, momentText } from "../shell/times";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { AssignMenu, TeamMenu } from "./AssignMenu";
import { channelIcon } from "./channels";
import { signals } from "./signals";
import { SnoozeMenu } from "./SnoozeMenu";
import { TagMenu, TagMark } from "./TagMenu";
import { setPriority, setSubject, toggleTag } from "./ticketActions";
import { tickets } from "./ticketState";

interface Props { ticket: Ticket; onSolve: () => void; onCustomer: () => void }

const priorities = ["urgent", "high", "normal", "low"] as const;

/** What the ticket is, whose it is, and the ways to finish with it. */
export function ThreadHead({ ticket, onSolve, onCustomer }: Props) {
    const alone = useStore(session, (state) => state.workAlone);
    const wishes = useStore(signals, (state) => state);
    const solved = ticket.status === "solved" || ticket.status === "closed";
    return (
        <header className="thread-head">
            <div className="thread-line">
                <button type="button" className="icon-button only-narrow" aria-label={t("console.back")} onClick={() => navigate(`/tickets${location.search}`)}><Icon name="chevron-left" /></button>
                <span className="thread-number" title={t(`console.channel.${ticket.channel}`)}><Icon name={channelIcon(ticket.channel)} />#{ticket.number}</span>
                <Subject ticket={ticket} />
                <Colleagues ticket={ticket} />
                <button type="button" className="icon-button customer-toggle" aria-label={t("console.customer.show")} title={t("console.customer.show")} onClick={onCustomer}><Icon name="person-vcard" /></button>
                <SnoozeMenu ticket={ticket} openSignal={wishes.snooze} />
                <button type="button" className="button finish" aria-label={t(solved ? "console.ticket.reopen" : "console.ticket.solve")} data-kind={solved ? undefined : "primary"} onClick={onSolve} title={`${t(solved ? "console.ticket.reopen" : "console.ticket.solve")} (e)`}>
                    <Icon name={solved ? "arrow-counterclockwise" : "check2"} /><span>{t(solved ? "console.ticket.reopen" : "console.ticket.solve")}</span>
                </button>
            </div>
            <div className="thread-line thread-facts">
                <span className={`status is-${ticket.status}`}>{t(`console.status.${ticket.status}`)}</span>
                {ticket.channel === "internal" && <span className="badge is-internal" title={t("console.new.internalHint")}><Icon name="lock-fill" />{t("console.channel.internal")}</span>}
                {ticket.status === "snoozed" && ticket.snoozed_until && <span className="meta" title={exactTime(ticket.snoozed_until)}>{t("console.ticket.until", { at: momentText(ticket.snoozed_until) })}</span>}
                {!alone && <AssignMenu ticket={ticket} openSignal={wishes.assign} />}
                {!alone && <TeamMenu ticket={ticket} />}
                <Menu label={t("console.filter.priority")} className="fact" choices={priorities.map((name) => ({ id: name, label: t(`console.priority.${name}`), chosen: name === ticket.priority }))}
                    onChoose={(name) => void setPriority(ticket, name as typeof priorities[number])}>
                    <Icon name="flag" /><span className={`priority is-${ticket.priority}`}>{t(`console.priority.${ticket.priority}`)}</span>
                </Menu>
                {ticket.tags.map((tag) => (
                    <span key={tag.id} className="tag"><TagMark color={tag.color} />{tag.name}
                        <button type="button" aria-label={t("console.ticket.untag", { name: tag.name })} onClick={() => void toggleTag(ticket, tag.name)}><Icon name="x-lg" /></button>
                    </span>
                ))}
                <TagMenu ticket={ticket} openSignal={wishes.tag} />
            </div>
        </header>
    );
}

function Subject({ ticket }: { ticket: Ticket }) {
    const [editing, setEditing] = useState(false);
    const [text, setText] = useState("");
    const box = useRef<HTMLInputElement>(null);
    useEffect(() => { if (editing) box.current?.select(); }, [editing]);
    if (!editing) {
        return (
            <h2 className="thread-subject">
                <button type="button" title={`${ticket.subject} · ${t("console.ticket.rename")}`} onClick={() => { setText(ticket.subject); setEditing(true); }}>{ticket.subject || t("console.ticket.noSubject")}</button>
            </h2>
        );
    }
    const keep = () => {
        setEditing(false);
        if (text.trim() && text.trim() !== ticket.subject) void setSubject(ticket, text.trim());
    };
    return (
        <input ref={box} className="thread-subject-edit" value={text} aria-label={t("console.ticket.subject")} maxLength={200} onChange={(event) => setText(event.target.value)} onBlur={keep}
            onKeyDown={(event) => {
                if (event.nativeEvent.isComposing) return;
                if (event.key === "Enter") keep();
                if (event.key === "Escape") setEditing(false);
            }} />
    );
}

function Colleagues({ ticket }: { ticket: Ticket }) {
    const me = useStore(session, (state) => state.user?.id);
    const viewing = useStore(tickets, (state) => state.viewing[ticket.id]);
    const others = (viewing ?? []).filter((one) => one.id !== me);
    if (others.length === 0) return null;
    return (
        <span className="colleagues" role="status">
            {others.slice(0, 3).map((one) => (
                <span key={one.id} className={one.state === "writing" ? "is-writing" : ""} title={t(one.state === "writing" ? "console.list.writing" : "console.list.viewing", { name: one.name })}><Avatar name={one.name} size="s" /></span>
            ))}
            <span className="visually-hidden">{others.map((one) => t(one.state === "writing" ? "console.list.writing" : "console.list.viewing", { name: one.name })).join(". ")}</span>
        </span>
    );
}
