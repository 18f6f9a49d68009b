import { t } from "../shell/words";
import { directory } from "../settings/directoryState";
import { may, session } from "../session/sessionState";
import { SnippetBox } from "../session/SnippetBox";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { useStore } from "../shell/useStore";
import type { Filters } from "./filters";
import { tickets } from "./ticketState";

/** What an empty list teaches: one next step. */
export function EmptyList({ filters }: { filters: Filters }) {
    const counts = useStore(tickets, (state) => state.counts);
    const chat = useStore(directory, (state) => state.inboxes.find((inbox) => inbox.kind === "chat"));
    const demo = useStore(session, (state) => state.setup?.demo ?? false);
    const mailbox = useStore(directory, (state) => state.inboxes.some((inbox) => inbox.kind === "email"));
    const mayConnect = useStore(session, (state) => may(state, "settings.write")) && !mailbox;
    if (filters.q) return <div className="empty"><Icon name="search" /><p>{t("console.empty.search", { text: filters.q })}</p></div>;
    const never = counts !== null && counts.all_open + counts.solved + counts.snoozed === 0;
    if (never && chat) {
        return (
            <div className="empty">
                <Icon name="chat-dots" />
                <p>{t("console.empty.first")}</p>
                <SnippetBox inboxKey={chat.key} />
                {mayConnect && <Link className="button" to="/settings/inboxes">{t("console.mail.connect")}</Link>}
                {demo && <a className="button" href="/demo" target="_blank" rel="noreferrer">{t("console.empty.demo")}</a>}
            </div>
        );
    }
    if (filters.assignee === "me" && counts && counts.unassigned > 0) {
        return (
            <div className="empty">
                <Icon name="check2-circle" />
                <p>{t("console.empty.mine")}</p>
                <Link className="button" to="/tickets?list=unassigned">{t("console.empty.takeOne", { count: counts.unassigned })}</Link>
            </div>
        );
    }
    return <div className="empty"><Icon name="check2-circle" /><p>{t("console.empty.done")}</p></div>;
}
