import type { NextRecipients } from "../../shared/mail";
import { may, session } from "../session/sessionState";
import { Link } from "../shell/Link";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";

/** Says what becomes of a reply when its ticket's mailbox is off or there is none; who may change that is led there. */
export function MailboxNotice({ mailbox }: { mailbox: Exclude<NextRecipients["mailbox"], "on"> }) {
    const mayConnect = useStore(session, (state) => may(state, "settings.write"));
    return (
        <p className={`mailbox-notice is-${mailbox}`} role="note">
            {t(`console.mail.box_${mailbox}`)} {mayConnect && <Link to="/settings/inboxes">{t(mailbox === "none" ? "console.mail.connect" : "console.settings.inboxes")}</Link>}
        </p>
    );
}
