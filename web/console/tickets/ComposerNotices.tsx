import { useStore } from "../shell/useStore";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import type { Ticket } from "../../shared/wire";
import { session } from "../session/sessionState";
import { tickets } from "./ticketState";
import { Outgoing, threadOf, threads } from "./threadState";

interface Props { ticket: Ticket; asking: Outgoing | null; onSendAnyway: () => void; onKeep: () => void }

/** What one should know before sending: something newer came, or a colleague is writing too. */
export function ComposerNotices({ ticket, asking, onSendAnyway, onKeep }: Props) {
    const me = useStore(session, (state) => state.user?.id);
    const viewing = useStore(tickets, (state) => state.viewing[ticket.id]);
    const typists = useStore(threads, (state) => threadOf(state, ticket.id).typists);
    const writers = new Set([
        ...(viewing ?? []).filter((one) => one.state === "writing" && one.id !== me).map((one) => one.name),
        ...typists.filter((one) => one.kind === "agent" && one.id !== me).map((one) => one.name),
    ]);
    return (
        <>
            {asking && (
                <div className="notice is-warning" role="alertdialog" aria-label={t("console.composer.newer")}>
                    <Icon name="exclamation-triangle" />
                    <span>{t("console.composer.newer")}</span>
                    <button type="button" className="button" onClick={onKeep} autoFocus>{t("console.composer.keepEditing")}</button>
                    <button type="button" className="button" data-kind="primary" onClick={onSendAnyway}>{t("console.composer.sendAnyway")}</button>
                </div>
            )}
            {writers.size > 0 && !asking && (
                <div className="notice is-warning" role="status"><Icon name="pencil-fill" /><span>{t("console.composer.colleague", { name: [...writers].join(", ") })}</span></div>
            )}
        </>
    );
}
