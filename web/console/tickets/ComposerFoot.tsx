import { useRef } from "react";
import type { Ticket } from "../../shared/wire";
import { SendLater } from "../mail/SendLater";
import { Icon } from "../shell/Icon";
import { Menu } from "../shell/Menu";
import { t } from "../shell/words";
import type { Paper } from "./composerState";

interface Props {
    ticket: Ticket;
    paper: Paper;
    empty: boolean;
    /** Nothing is written, yet a canned reply will act. */
    actsOnly: boolean;
    /** A canned reply solves the ticket anyway. */
    solves: boolean;
    onFiles: (files: readonly File[]) => void;
    onInsert: (text: string) => void;
    onCanned: () => void;
    onSend: (solves: boolean) => void;
    /** The reply leaves as a mail: its recipients stand above, and it may leave later. */
    asMail: boolean;
    /** It ought to, and above stands that there is no mailbox for it. */
    noMailbox: boolean;
    onLater: (at: string, cancelOnReply: boolean) => void;
}

const emoji = ["🙂", "😊", "😀", "😅", "🙏", "👍", "👌", "🎉", "❤️", "😢", "😮", "🤔", "👋", "💪", "✅", "⏳", "📦", "🚚", "🎁", "☎️"];

/** What can be added, who receives it, and the two ways to send. */
export function ComposerFoot({ ticket, paper, empty, actsOnly, solves, onFiles, onInsert, onCanned, onSend, asMail, noMailbox, onLater }: Props) {
    const files = useRef<HTMLInputElement>(null);
    return (
        <footer className="composer-foot">
            <button type="button" className="icon-button" aria-label={t("console.composer.attach")} title={t("console.composer.attach")} onClick={() => files.current?.click()}><Icon name="paperclip" /></button>
            <input ref={files} type="file" multiple hidden onChange={(event) => { onFiles([...event.target.files ?? []]); event.target.value = ""; }} />
            <button type="button" className="icon-button" aria-label={t("console.composer.canned")} title={`${t("console.composer.canned")} (/)`} onClick={onCanned}><Icon name="lightning" /></button>
            <Menu label={t("console.composer.emoji")} className="icon-button only-wide" choices={emoji.map((one) => ({ id: one, label: one }))} searchable={false} onChoose={onInsert}>
                <Icon name="emoji-smile" />
            </Menu>
            <p className="composer-to">{asMail || noMailbox ? "" : receiverOf(ticket, paper)}</p>
            {asMail && <SendLater disabled={empty || actsOnly} onLater={onLater} />}
            {paper === "reply" && ticket.status !== "solved" && !actsOnly && !solves && (
                <button type="button" className="button" disabled={empty} title="Ctrl+Shift+Enter" onClick={() => onSend(true)}>{t("console.composer.sendAndSolve")}</button>
            )}
            <button type="button" className="button" data-kind="primary" disabled={empty} title="Ctrl+Enter" onClick={() => onSend(false)}>
                <Icon name={actsOnly ? "lightning" : paper === "note" ? "journal-plus" : "send"} />{t(actsOnly ? "console.actions.apply" : paper === "note" ? "console.composer.addNote" : "console.composer.send")}
            </button>
        </footer>
    );
}

/** Who will read what is written here, by name and way. */
function receiverOf(ticket: Ticket, paper: Paper): string {
    if (paper === "note") return t("console.composer.toColleagues");
    const name = ticket.customer.name || ticket.customer.email || t("console.customer.nameless");
    const others = ticket.participants.filter((one) => one.kind === "customer" && one.id !== ticket.customer.id).map((one) => one.name || one.email || "");
    const names = [name, ...others].join(", ");
    if (ticket.channel === "chat") return t("console.composer.toChat", { names });
    if (ticket.channel === "phone") return t("console.composer.toPhone", { names });
    return ticket.customer.email ? t("console.composer.toMail", { names, email: ticket.customer.email }) : t("console.composer.toNoMail", { names });
}
