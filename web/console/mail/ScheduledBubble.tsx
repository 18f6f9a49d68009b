import { useEffect, useState } from "react";
import type { ScheduledReply } from "../../shared/mail";
import { serverNow } from "../shell/connection";
import { Icon } from "../shell/Icon";
import { exactTime, momentText } from "../shell/times";
import { t } from "../shell/words";
import { AttachmentView } from "../tickets/AttachmentView";
import { MessageText } from "../tickets/MessageText";
import { receiversText } from "./mailText";
import { filesBelow } from "./pictures";
import { sendNow, takeBack } from "./scheduling";

/** A reply that waits: for its undo seconds, or for the moment it was written for. */
export function ScheduledBubble({ item }: { item: ScheduledReply }) {
    const held = item.state === "held";
    const undo = item.undo && !held;
    const receivers = item.recipients ? receiversText({ to: item.recipients.to, cc: [...item.recipients.cc, ...item.recipients.bcc] }, new Set()) : "";
    return (
        <div className={`bubble-line is-first is-ours ${undo ? "is-sending" : "is-scheduled"}`}>
            <div className="bubble-box">
                <div className="mail-head"><span className="mail-people">{item.author?.name && <strong>{item.author.name}</strong>}<span>{receivers}</span></span></div>
                <div className="bubble">
                    {item.text && <MessageText text={item.text} foldsAt={null} files={item.attachments} />}
                    {filesBelow(item.text, item.attachments).map((file) => <AttachmentView key={file.id} file={file} />)}
                </div>
                <div className="bubble-meta">
                    {undo ? <Leaving at={item.send_at} /> : (
                        <>
                            {held ? <span className="problem"><Icon name="exclamation-circle" />{t(item.problem ? `console.later.held_${item.problem}` : "console.later.held")}</span>
                                : <span title={exactTime(item.send_at)}><Icon name="clock" />{t(item.cancel_on_reply ? "console.later.unlessReply" : "console.later.at", { at: momentText(item.send_at) })}</span>}
                            <button type="button" className="link" onClick={() => void takeBack(item)}>{t("console.later.edit")}</button>
                            <button type="button" className="link" onClick={() => void sendNow(item)}>{t("console.later.now")}</button>
                        </>
                    )}
                </div>
            </div>
        </div>
    );
}

function Leaving({ at }: { at: string }) {
    const [now, setNow] = useState(serverNow());
    useEffect(() => { const timer = setInterval(() => setNow(serverNow()), 250); return () => clearInterval(timer); }, []);
    const seconds = Math.ceil((Date.parse(at) - now) / 1000);
    return <span aria-hidden="true"><Icon name="clock" />{seconds > 0 ? t("console.later.sendingIn", { count: seconds }) : t("console.thread.sending")}</span>;
}
