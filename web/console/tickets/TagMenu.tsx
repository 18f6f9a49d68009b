import type { Ticket } from "../../shared/wire";
import { directory } from "../settings/directoryState";
import { Icon } from "../shell/Icon";
import { Menu } from "../shell/Menu";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { toggleTag } from "./ticketActions";

/** Adds tags by name, or makes a new one from what was typed. */
export function TagMenu({ ticket, openSignal }: { ticket: Ticket; openSignal: number }) {
    const tags = useStore(directory, (state) => state.tags);
    return (
        <Menu label={t("console.ticket.tag")} className="fact" several openSignal={openSignal} searchable
            choices={tags.map((tag) => ({ id: tag.name, label: tag.name, chosen: ticket.tags.some((one) => one.name === tag.name), mark: <TagMark color={tag.color} /> }))}
            onChoose={(name) => void toggleTag(ticket, name)} onCreate={(name) => void toggleTag(ticket, name)}>
            <Icon name="tag" />{ticket.tags.length === 0 && t("console.ticket.tag")}
        </Menu>
    );
}

/** The dot of a tag's colour. */
export function TagMark({ color }: { color: string }) {
    return <i className="tag-mark" style={{ background: color }} aria-hidden="true" />;
}
