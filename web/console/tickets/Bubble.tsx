import { memo } from "react";
import type { Message } from "../../shared/wire";
import { DeliveryMark } from "../mail/DeliveryMark";
import { MailBody } from "../mail/MailBody";
import { MailHead } from "../mail/MailHead";
import { Avatar } from "../shell/Avatar";
import { Icon } from "../shell/Icon";
import { clockTime, exactTime } from "../shell/times";
import { Link } from "../shell/Link";
import { t } from "../shell/words";
import { AttachmentView } from "./AttachmentView";
import { filesBelow } from "../mail/pictures";
import { MessageText } from "./MessageText";
import { ProgramMark } from "./ProgramMark";
import { dropMessage, sendMessage } from "./sending";
import type { Outgoing } from "./threadState";

interface Props { message: Message; first: boolean; last: boolean; seen: boolean; names: readonly string[]; subject: string | null; movedTo: number | null }

/** One message of a thread. A note lies on visibly different paper. */
export const Bubble = memo(function Bubble({ message, first, last, seen, names, subject, movedTo }: Props) {
    const mail = message.mail ?? null;
    const side = message.kind === "note" ? "note" : message.author.kind === "customer" ? "theirs" : "ours";
    return (
        <div className={`bubble-line is-${side}${first ? " is-first" : ""}${movedTo ? " is-moved" : ""}`} id={`message-${message.seq}`}>
            {first && side === "theirs" && <Avatar name={message.author.name} />}
            <div className="bubble-box">
                {mail && <MailHead mail={mail} author={message.author.name} subject={subject} />}
                {first && !mail && (
                    <div className="bubble-author">
                        {side === "note" && <Icon name="lock-fill" label={t("console.thread.note")} />}
                        {message.author.name}
                    </div>
                )}
                <div className="bubble" title={exactTime(message.created_at)}>
                    {mail ? <MailBody message={message} mail={mail} /> : message.text && <MessageText text={message.text} mentions={message.mentions.length > 0 ? names : []} files={message.attachments} />}
                    {filesBelow(message.text, message.attachments).map((file) => <AttachmentView key={file.id} file={file} />)}
                </div>
                <div className={`bubble-meta${last ? "" : " is-hidden"}`}>
                    <time dateTime={message.created_at}>{clockTime(message.created_at)}</time>
                    {movedTo && <Link className="link" to={`/tickets/${movedTo}`}>{t("console.mail.movedAway", { number: String(movedTo) })}</Link>}
                    {mail?.direction === "out" && mail.state ? <DeliveryMark message={message} mail={mail} /> : message.delivery ? <ProgramMark message={message} delivery={message.delivery} /> : side === "ours" && <span className={seen ? "is-seen" : ""}><Icon name={seen ? "check2-all" : "check2"} />{t(seen ? "console.thread.seen" : "console.thread.sent")}</span>}
                </div>
            </div>
        </div>
    );
});

/** A message on its way: faint while it travels, with a reason and a second try when it did not arrive. */
export function OutgoingBubble({ ticket, outgoing }: { ticket: string; outgoing: Outgoing }) {
    return (
        <div className={`bubble-line is-first is-${outgoing.kind === "note" ? "note" : "ours"} is-${outgoing.state}`}>
            <div className="bubble-box">
                <div className="bubble">
                    {outgoing.text && <MessageText text={outgoing.text} files={outgoing.attachments} />}
                    {filesBelow(outgoing.text, outgoing.attachments).map((file) => <AttachmentView key={file.id} file={file} />)}
                </div>
                <div className="bubble-meta">
                    {outgoing.state === "sending" ? t("console.thread.sending") : (
                        <>
                            <span className="problem"><Icon name="exclamation-circle" />{outgoing.problem}</span>
                            <button type="button" className="link" onClick={() => void sendMessage(ticket, outgoing, true)}>{t("console.tryAgain")}</button>
                            <button type="button" className="link" onClick={() => dropMessage(ticket, outgoing.client_id)}>{t("console.thread.drop")}</button>
                        </>
                    )}
                </div>
            </div>
        </div>
    );
}
