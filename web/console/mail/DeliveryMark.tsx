import { useState } from "react";
import type { DeliveryState, MailRecipient, MailView } from "../../shared/mail";
import type { Message } from "../../shared/wire";
import { post, sentenceOf } from "../shell/http";
import { Icon, IconName } from "../shell/Icon";
import { Moment } from "../shell/Moment";
import { Popover } from "../shell/Popover";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { deliveryChanged } from "../tickets/threadState";

const icons: Record<DeliveryState, IconName> = {
    queued: "clock", sending: "clock", retry: "clock-history", sent: "check2", delivered: "check2-all", read: "check2-all", delayed: "clock-history",
    uncertain: "question-circle", failed: "exclamation-circle", bounced: "exclamation-circle", suppressed: "exclamation-circle", complained: "exclamation-circle",
};
const bad = new Set<DeliveryState>(["failed", "bounced", "uncertain", "suppressed", "complained"]);
/** What one recipient met with says more than that the mail was sent: the worst first, the best only when all say so. */
const worst: readonly DeliveryState[] = ["bounced", "failed", "complained", "suppressed", "delayed"];

/** The one word for a mail and all its recipients. */
export function shownState(state: DeliveryState, recipients: readonly MailRecipient[]): DeliveryState {
    if (state !== "sent") return state;
    return worst.find((one) => recipients.some((recipient) => recipient.state === one))
        ?? (["read", "delivered"] as const).find((one) => recipients.length > 0 && recipients.every((recipient) => recipient.state === one || recipient.state === "read")) ?? state;
}

/** How far a mail has come, for each of its recipients, and what one can do when it did not arrive. */
export function DeliveryMark({ message, mail }: { message: Message; mail: MailView }) {
    if (!mail.state) return null;
    const recipients = mail.recipients ?? [];
    const state = shownState(mail.state, recipients);
    const word = t(`console.delivery.${state}`);
    return (
        <Popover label={word} align="end" className={`delivery is-${state}${bad.has(state) ? " is-bad" : ""}`} button={<><Icon name={icons[state] ?? "clock"} />{word}</>}>
            {(close) => (
                <>
                    <ul className="delivery-list">
                        {recipients.map((recipient) => <Line key={`${recipient.role} ${recipient.address}`} recipient={recipient} />)}
                        {recipients.length === 0 && <li>{t(`console.delivery.hint_${state}`)}</li>}
                    </ul>
                    {mail.server_text && state !== "sent" && !recipients.some(({ detail }) => detail) && <p className="delivery-detail"><span className="meta">{t("console.delivery.theirWords")}</span> <q>{mail.server_text}</q></p>}
                    {recipients.length > 0 && <p className="meta">{t(`console.delivery.hint_${state}`)}</p>}
                    {mail.id && <Ways id={mail.id} message={message} state={mail.state ?? state} onDone={close} />}
                </>
            )}
        </Popover>
    );
}

function Line({ recipient }: { recipient: MailRecipient }) {
    const { address, role, state, detail, at } = recipient;
    return (
        <li className={bad.has(state) ? "is-bad" : ""}>
            <div><Icon name={icons[state] ?? "clock"} label={t(`console.delivery.${state}`)} /><span className="delivery-address">{role !== "to" && <small>{t(`console.mail.${role}`)}</small>} {address}</span>
                <span className="meta">{t(`console.delivery.${state}`)}{at && <> · <Moment at={at} /></>}</span></div>
            {detail && <p className="delivery-detail"><span className="meta">{t("console.delivery.theirWords")}</span> <q>{detail}</q></p>}
        </li>
    );
}

/** The ways out of a mail that failed or whose fate is unknown. */
export function Ways({ id, message, state, onDone }: { id: string; message: Message | null; state: DeliveryState; onDone: (next: DeliveryState) => void }) {
    const [busy, setBusy] = useState(false);
    async function act(path: string, body: unknown, next: DeliveryState) {
        setBusy(true);
        try {
            await post(`/mails/${id}/${path}`, body);
            if (message) deliveryChanged(message.ticket_id, message.seq, next);
            onDone(next);
        } catch (problem) {
            say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
            setBusy(false);
        }
    }
    if (state === "uncertain") {
        return (
            <div className="ways" role="group" aria-label={t("console.delivery.didItArrive")}><span>{t("console.delivery.didItArrive")}</span>
                <button type="button" className="button" disabled={busy} onClick={() => void act("settlement", { sent: true }, "sent")}>{t("console.delivery.itArrived")}</button>
                <button type="button" className="button" disabled={busy} onClick={() => void act("settlement", { sent: false }, "queued")}>{t("console.delivery.sendAgain")}</button></div>
        );
    }
    if (state === "failed" || state === "retry") {
        return <div className="ways"><button type="button" className="button" disabled={busy} onClick={() => void act("retry", undefined, "queued")}><Icon name="arrow-counterclockwise" />{t(state === "failed" ? "console.delivery.sendAgain" : "console.delivery.sendNow")}</button></div>;
    }
    return null;
}
