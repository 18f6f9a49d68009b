import { may, session } from "../session/sessionState";
import { Link } from "../shell/Link";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";

/** Stands where the recipients would: there is no mailbox to send the reply by, and who may connect one is led there. */
export function NoMailbox() {
    const mayConnect = useStore(session, (state) => may(state, "settings.write"));
    return (
        <p className="no-mailbox" role="note">
            {t("console.mail.noMailbox")} {mayConnect && <Link to="/settings/inboxes">{t("console.mailbox.add")}</Link>}
        </p>
    );
}
