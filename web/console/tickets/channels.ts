import type { IconName } from "../shell/Icon";

const icons: Record<string, IconName> = {
    chat: "chat-dots", form: "ui-checks", email: "envelope", phone: "telephone", api: "plug", internal: "lock-fill",
};

/** The mark of a channel. */
export function channelIcon(channel: string): IconName {
    return icons[channel] ?? "chat-dots";
}
