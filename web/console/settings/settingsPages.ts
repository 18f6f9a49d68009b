import { may, SessionState } from "../session/sessionState";
import type { IconName } from "../shell/Icon";

/** One page of the settings. */
export interface SettingsEntry { name: string; icon: IconName }

const everyone: readonly SettingsEntry[] = [
    { name: "profile", icon: "person" }, { name: "canned", icon: "lightning" }, { name: "views", icon: "funnel" }, { name: "tags", icon: "tag" }, { name: "products", icon: "box-seam" },
];
const managers: readonly SettingsEntry[] = [
    { name: "company", icon: "building" }, { name: "inboxes", icon: "inbox" }, { name: "mail", icon: "envelope" }, { name: "hours", icon: "clock" }, { name: "users", icon: "people" },
    { name: "teams", icon: "diagram-3" }, { name: "fields", icon: "ui-checks" }, { name: "segments", icon: "sliders" }, { name: "sales", icon: "kanban" }, { name: "parcels", icon: "bell-fill" }, { name: "keys", icon: "key" }, { name: "import", icon: "box-arrow-in-down" },
];

const webhooks: SettingsEntry = { name: "webhooks", icon: "arrow-up-right" };

/** The settings this person may open; what a role cannot do is not shown. */
export function settingsPages(state: SessionState): readonly SettingsEntry[] {
    if (!may(state, "settings.write")) return everyone;
    const own = may(state, "webhooks.manage") ? [...managers, webhooks] : managers;
    return [...everyone, ...own.filter((page) => !state.workAlone || page.name !== "teams")];
}
