import { useState } from "react";
import type { Ticket } from "../../shared/wire";
import { may, session } from "../session/sessionState";
import { sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { unitText } from "../shell/times";
import { say } from "../shell/toastState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { join, keepApart } from "./joining";

/** Asks whether two mails of one customer, minutes apart, are one matter. */
export function JoinOffer({ ticket }: { ticket: Ticket }) {
    const mayAnswer = useStore(session, (state) => may(state, "tickets.write"));
    const [busy, setBusy] = useState(false);
    const other = ticket.joining_offer;
    if (!other || !mayAnswer) return null;
    const act = (what: (ticket: Ticket) => Promise<void>) => {
        setBusy(true);
        what(ticket).catch((problem: unknown) => say(sentenceOf(problem), { tone: "danger" })).finally(() => setBusy(false));
    };
    const minutes = Math.max(1, Math.round((Date.parse(ticket.created_at) - Date.parse(other.wrote_at)) / 60_000));
    return (
        <div className="notice join-offer" role="group" aria-label={t("console.mail.joinLabel")}>
            <Icon name="envelope" />
            <span>{t("console.mail.joinOffer", { name: ticket.customer.name, number: String(other.number), subject: other.subject, span: unitText(minutes * 60) })}</span>
            <Link to={`/tickets/${other.number}${location.search}`} className="link">{t("console.mail.joinLook")}</Link>
            <button type="button" className="button" disabled={busy} onClick={() => act(join)}>{t("console.mail.join")}</button>
            <button type="button" className="button" data-kind="quiet" disabled={busy} onClick={() => act(keepApart)}>{t("console.mail.keepApart")}</button>
        </div>
    );
}
