import { useState } from "react";
import type { DeliveryState, LoggedMail } from "../../shared/mail";
import { post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Moment } from "../shell/Moment";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { shownState, Ways } from "./DeliveryMark";
import { sentenceOr, whySentence } from "./whyWords";

interface Props { mail: LoggedMail; onChange: (change: Partial<LoggedMail>) => void }

/** One mail of the log: whose, what about, what became of it and why, and what can be done. */
export function MailLogLine({ mail, onChange }: Props) {
    const [busy, setBusy] = useState(false);
    const incoming = mail.direction === "in";
    const state = incoming ? mail.state : shownState(mail.state as DeliveryState, mail.recipients ?? []);
    const bad = ["failed", "bounced", "uncertain", "suppressed", "complained"].includes(state);
    const people = incoming ? [mail.from].filter(Boolean) : mail.to;
    async function again() {
        setBusy(true);
        try {
            await post(`/mails/${mail.id}/retry`);
            onChange({ state: "stored", error: null });
        } catch (problem) {
            say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
        } finally {
            setBusy(false);
        }
    }
    return (
        <li className={`log-line${bad ? " is-bad" : ""}`}>
            <Icon name={incoming ? "box-arrow-in-down" : "send"} label={t(incoming ? "console.maillog.in" : "console.maillog.out")} />
            <div className="log-words">
                <div className="log-top"><strong title={people.join("\n")}>{people.slice(0, 3).join(t("console.mail.comma")) || t("console.customer.nameless")}</strong>
                    <span className="log-subject">{mail.subject || t("console.ticket.noSubject")}</span>
                    {!incoming && mail.source !== "reply" && <span className="badge">{sentenceOr(`console.maillog.purpose_${mail.source}`, mail.source)}</span>}
                    <Moment at={mail.at} className="meta" /></div>
                <p className="log-why"><span className="log-state">{t(incoming ? `console.maillog.state_${state}` : `console.delivery.${state}`)}</span> {incoming ? inSentence(mail) : outSentence(state as DeliveryState)}</p>
                {(mail.recipients ?? []).filter(({ detail, state: one }) => detail && one !== "sent").map(({ address, detail }) => <p key={address} className="meta log-detail">{address}{t("console.maillog.colon")}<q>{detail}</q></p>)}
                {mail.error && <p className="meta log-detail">{incoming ? mail.error : <>{t("console.delivery.theirWords")} <q>{mail.error}</q></>}</p>}
                <div className="ways">
                    {mail.ticket_number !== null && <Link className="link" to={`/tickets/${mail.ticket_number}`}>#{mail.ticket_number}</Link>}
                    {!incoming && <Ways id={mail.id} message={null} state={mail.state as DeliveryState} onDone={(next) => onChange({ state: next })} />}
                    {incoming && mail.state === "failed" && <button type="button" className="button" disabled={busy} onClick={() => void again()}><Icon name="arrow-counterclockwise" />{t("console.maillog.readAgain")}</button>}
                </div>
            </div>
        </li>
    );
}

function inSentence(mail: LoggedMail): string {
    return mail.state === "processed" ? whySentence(mail.explanation) : sentenceOr(`console.maillog.why_${mail.state}`, "");
}

function outSentence(state: DeliveryState): string {
    return state === "sent" || state === "read" || state === "delivered" ? "" : t(`console.delivery.hint_${state}`);
}
