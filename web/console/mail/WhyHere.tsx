import { useState } from "react";
import type { MailView } from "../../shared/mail";
import type { Message } from "../../shared/wire";
import { Icon } from "../shell/Icon";
import { Popover } from "../shell/Popover";
import { t } from "../shell/words";
import { MoveDialog } from "./MoveDialog";
import { whySentence } from "./whyWords";

/** Why a mail is on this ticket, in plain words, and the way to put it elsewhere. */
export function WhyHere({ message, mail }: { message: Message; mail: MailView }) {
    const [moving, setMoving] = useState(false);
    if (!mail.explanation) return null;
    return (
        <>
            <Popover label={t("console.mail.why")} className="tool" button={<><Icon name="question-circle" />{t("console.mail.why")}</>}>
                {(close) => (
                    <>
                        <p>{whySentence(mail.explanation ?? null)}</p>
                        {mail.automatic.is && <p className="meta">{t("console.mail.automaticHint", { reasons: mail.automatic.reasons.join(t("console.mail.comma")) })}</p>}
                        <button type="button" className="button" onClick={() => { close(); setMoving(true); }}><Icon name="arrow-left-right" />{t("console.mail.move")}</button>
                    </>
                )}
            </Popover>
            {moving && <MoveDialog message={message} onClose={() => setMoving(false)} />}
        </>
    );
}
