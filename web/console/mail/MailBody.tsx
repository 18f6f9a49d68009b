import { useState } from "react";
import type { MailView } from "../../shared/mail";
import type { Message } from "../../shared/wire";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { MessageText } from "../tickets/MessageText";
import { sizeText } from "../tickets/sizes";
import { AsSent } from "./AsSent";
import { OriginalDialog } from "./OriginalDialog";
import { WhyHere } from "./WhyHere";

/** What a mail says: its words with the quote folded, or the way it was laid out. */
export function MailBody({ message, mail }: { message: Message; mail: MailView }) {
    const [asSent, setAsSent] = useState(false);
    const [original, setOriginal] = useState(false);
    const incoming = mail.direction === "in";
    return (
        <>
            {asSent ? <AsSent message={message} /> : message.text ? <MessageText text={message.text} foldsAt={mail.folds_at} files={message.attachments} /> : <p className="muted">{t("console.mail.noText")}</p>}
            {mail.whole_size_bytes ? <p className="notice is-warning"><Icon name="exclamation-triangle" /><span>{t("console.mail.cut", { size: sizeText(mail.whole_size_bytes) })}</span></p> : null}
            {(mail.has_html || incoming) && <div className="mail-tools">
                {mail.has_html && <button type="button" className="tool" aria-pressed={asSent} onClick={() => setAsSent(!asSent)}><Icon name={asSent ? "text-left" : "image"} />{t(asSent ? "console.mail.asText" : "console.mail.asSent")}</button>}
                {incoming && <button type="button" className="tool" onClick={() => setOriginal(true)}><Icon name="file-text" />{t("console.mail.original")}</button>}
                {incoming && <WhyHere message={message} mail={mail} />}
            </div>}
            {original && <OriginalDialog message={message} onClose={() => setOriginal(false)} />}
        </>
    );
}
