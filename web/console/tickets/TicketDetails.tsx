import { FormEvent, useState } from "react";
import type { Ticket } from "../../shared/wire";
import { FieldsEditor } from "../customers/FieldsEditor";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { put, remove, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Menu } from "../shell/Menu";
import { Moment } from "../shell/Moment";
import { say } from "../shell/toastState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { link, setCustomField, unlink } from "./ticketActions";
import { fetchTicket } from "./ticketRequests";
import { TranscriptMenu } from "./TranscriptMenu";

/** The facts of a ticket that are not in its head: fields, followers, links, times. */
export function TicketDetails({ ticket }: { ticket: Ticket }) {
    const users = useStore(directory, (state) => state.users);
    const alone = useStore(session, (state) => state.workAlone);
    const followers = ticket.participants.filter((one) => one.kind === "follower" || one.kind === "user" || one.kind === "agent");
    const others = ticket.participants.filter((one) => one.kind === "customer" && one.id !== ticket.customer.id);

    async function follow(id: string) {
        const path = `/tickets/${ticket.id}/followers/${id}`;
        try {
            await (followers.some((one) => one.id === id) ? remove(path) : put(path));
            await fetchTicket(ticket.id);
        } catch (problem) {
            say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
        }
    }
    return (
        <dl className="facts">
            <FieldsEditor subject="ticket" values={ticket.custom_fields} onChange={(key, value) => void setCustomField(ticket, key, value)} />
            {ticket.satisfaction && (
                <div><dt>{t("console.ticket.rating")}</dt><dd><span className="stars" aria-label={t("console.ticket.stars", { count: ticket.satisfaction.rating })}>{"★".repeat(ticket.satisfaction.rating)}<span>{"★".repeat(5 - ticket.satisfaction.rating)}</span></span>
                    {ticket.satisfaction.comment && <p className="meta">{ticket.satisfaction.comment}</p>}</dd></div>
            )}
            {others.length > 0 && <div><dt>{t("console.ticket.participants")}</dt><dd>{others.map((one) => one.name || one.email).join(", ")}</dd></div>}
            {!alone && (
                <div><dt>{t("console.ticket.followers")}</dt><dd>
                    <Menu label={t("console.ticket.followers")} className="fact" several searchable onChoose={(id) => void follow(id)}
                        choices={users.filter((user) => user.active).map((user) => ({ id: user.id, label: user.name, chosen: followers.some((one) => one.id === user.id) }))}>
                        {followers.length > 0 ? followers.map((one) => one.name).join(", ") : <><Icon name="plus-lg" />{t("console.add")}</>}
                    </Menu></dd></div>
            )}
            <div><dt>{t("console.ticket.links")}</dt><dd>
                {ticket.linked_tickets.map((other) => (
                    <div key={other.id} className="address"><Link to={`/tickets/${other.number}`}>#{other.number} {other.subject}</Link>
                        <button type="button" className="icon-button is-small only-hover" aria-label={t("console.removeNamed", { name: `#${other.number}` })} onClick={() => void unlink(ticket, other.id)}><Icon name="x-lg" /></button></div>
                ))}
                <LinkForm ticket={ticket} />
            </dd></div>
            <TranscriptMenu ticket={ticket} />
            <div><dt>{t("console.filter.inbox")}</dt><dd>{ticket.inbox.name}</dd></div>
            <div><dt>{t("console.ticket.opened")}</dt><dd><Moment at={ticket.created_at} /></dd></div>
            {ticket.first_response_at && <div><dt>{t("console.ticket.firstResponse")}</dt><dd><Moment at={ticket.first_response_at} /></dd></div>}
            {ticket.solved_at && <div><dt>{t("console.ticket.solvedAt")}</dt><dd><Moment at={ticket.solved_at} /></dd></div>}
        </dl>
    );
}

function LinkForm({ ticket }: { ticket: Ticket }) {
    const [number, setNumber] = useState<string | null>(null);
    if (number === null) return <button type="button" className="link muted" onClick={() => setNumber("")}>{t("console.ticket.link")}</button>;
    function add(event: FormEvent) {
        event.preventDefault();
        const wanted = Number((number ?? "").replace(/^#/, ""));
        if (Number.isInteger(wanted) && wanted > 0) void link(ticket, wanted);
        setNumber(null);
    }
    return (
        <form onSubmit={add}><input className="input is-inline" value={number} autoFocus inputMode="numeric" placeholder="#1042" aria-label={t("console.ticket.link")} onChange={(event) => setNumber(event.target.value)} onBlur={() => { if (!number) setNumber(null); }}
            onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); setNumber(null); } }} /></form>
    );
}
