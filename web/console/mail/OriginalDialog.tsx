import { useState } from "react";
import type { MailOriginal } from "../../shared/mail";
import type { Message } from "../../shared/wire";
import { Dialog } from "../shell/Dialog";
import { Icon } from "../shell/Icon";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";
import { AsSent } from "./AsSent";
import { fetchOriginal, sourceAddress } from "./originals";

const shownFirst = new Set(["from", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to"]);
type Side = "laidOut" | "text" | "headers";

/** A mail as it came: laid out, as plain text, its headers, and its source to download. */
export function OriginalDialog({ message, onClose }: { message: Message; onClose: () => void }) {
    const [original, setOriginal] = useState<MailOriginal | null>(null);
    const [side, setSide] = useState<Side>(message.mail?.has_html ? "laidOut" : "text");
    const [all, setAll] = useState(false);
    const unread = useReading(() => fetchOriginal(message), [message.id], { take: setOriginal });
    const sides: Side[] = message.mail?.has_html ? ["laidOut", "text", "headers"] : ["text", "headers"];
    const headers = original?.headers.filter(({ name }) => all || shownFirst.has(name.toLowerCase())) ?? [];
    return (
        <Dialog title={message.mail?.subject || t("console.ticket.noSubject")} size="wide" onClose={onClose}>
            <div className="form original">
                <div className="original-line">
                    <div className="segments" role="radiogroup" aria-label={t("console.mail.original")}>
                        {sides.map((name) => <button type="button" key={name} role="radio" aria-checked={side === name} onClick={() => setSide(name)}>{t(`console.mail.side_${name}`)}</button>)}
                    </div>
                    <a className="button" href={sourceAddress(message)} download={`${message.ticket_id}-${message.seq}.eml`}><Icon name="download" />{t("console.mail.source")}</a>
                </div>
                {side !== "laidOut" && <Unread of={unread} />}
                {original?.errors?.map((error) => <p key={error} className="meta">{error}</p>)}
                {side === "laidOut" && <AsSent message={message} />}
                {side === "text" && original && <pre className="original-text" dir="auto">{original.text || t("console.mail.noText")}</pre>}
                {side === "headers" && original && (
                    <>
                        <div className="table-box"><table className="audit headers"><tbody>
                            {headers.map(({ name, value }, index) => <tr key={index}><th scope="row">{name}</th><td>{value}</td></tr>)}
                        </tbody></table></div>
                        {!all && <button type="button" className="link" onClick={() => setAll(true)}>{t("console.mail.allHeaders", { count: original.headers.length })}</button>}
                    </>
                )}
            </div>
        </Dialog>
    );
}
