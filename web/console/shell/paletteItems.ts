import type { Customer } from "../../shared/staff";
import type { Ticket } from "../../shared/wire";
import { makeLead } from "../sales/lead";
import { may, session, signOut } from "../session/sessionState";
import { settingsPages } from "../settings/settingsPages";
import { directory } from "../settings/directoryState";
import { channelIcon } from "../tickets/channels";
import { signal } from "../tickets/signals";
import { assign, solve } from "../tickets/ticketActions";
import type { IconName } from "./Icon";
import { overlays } from "./overlays";
import { prefer } from "./preferences";
import { navigate } from "./router";
import { undoLatest } from "./undo";
import { t } from "./words";

/** One thing the palette can do. */
export interface PaletteItem { id: string; group: string; icon: IconName; label: string; hint?: string; words?: string; run: () => void }

/** A ticket as a thing to open. */
export function ticketItem(ticket: Ticket): PaletteItem {
    return {
        id: ticket.id, group: t("console.rail.tickets"), icon: channelIcon(ticket.channel), label: `#${ticket.number} ${ticket.subject}`,
        hint: ticket.customer.name, run: () => navigate(`/tickets/${ticket.number}${location.pathname.startsWith("/tickets") ? location.search : ""}`),
    };
}

/** A customer as a thing to open. */
export function customerItem(customer: Customer): PaletteItem {
    return {
        id: customer.id, group: t("console.rail.customers"), icon: "person", label: customer.name || t("console.customer.nameless"),
        hint: customer.emails[0]?.address ?? customer.phones[0]?.number ?? "", run: () => navigate(`/customers/${customer.id}`),
    };
}

/** What can be done and where one can go, whatever is typed. */
export function standingItems(ticket: Ticket | undefined): PaletteItem[] {
    const state = session.get();
    const items: PaletteItem[] = [];
    const act = (id: string, icon: IconName, label: string, run: () => void, hint?: string) => items.push({ id, group: t("console.palette.actions"), icon, label, run, ...(hint ? { hint } : {}) });
    if (ticket) {
        const solved = ticket.status === "solved" || ticket.status === "closed";
        act("solve", "check2", t(solved ? "console.ticket.reopen" : "console.ticket.solve"), () => void solve(ticket, !solved), "e");
        act("reply", "reply", t("console.composer.reply"), () => signal("reply"), "r");
        act("note", "journal-plus", t("console.composer.note"), () => signal("note"), "n");
        act("snooze", "moon", t("console.ticket.snooze"), () => signal("snooze"), "s");
        if (may(state, "sales.write")) act("lead", "kanban", t("console.deals.lead"), () => void makeLead(ticket), "d");
        act("tag", "tag", t("console.ticket.tag"), () => signal("tag"), "#");
        if (!state.workAlone) {
            const me = state.user;
            act("assign", "person-plus", t("console.ticket.assign"), () => signal("assign"), "a");
            if (me && ticket.assignee?.id !== me.id) act("take", "person-check", t("console.ticket.toMe"), () => void assign(ticket, { user: { id: me.id, name: me.name } }), "i");
        }
    }
    act("undo", "arrow-counterclockwise", t("console.undo"), undoLatest, "z");
    const go = (path: string, icon: IconName, label: string, words?: string) => items.push({ id: path, group: t("console.palette.pages"), icon, label, run: () => navigate(path), ...(words ? { words } : {}) });
    go("/today", "sun", t("console.rail.today"));
    for (const name of ["mine", "unassigned", "all_open", "unread", "snoozed", "solved"]) {
        if (!state.workAlone || (name !== "mine" && name !== "unassigned")) go(`/tickets?list=${name}`, "inbox", t(`console.views.${name}`));
    }
    for (const view of directory.get().views) go(view.subject === "customer" ? `/customers?view=${view.id}&${new URLSearchParams(view.filters)}` : `/tickets?view=${view.id}`, "funnel", view.name);
    go("/companies", "building", t("console.companies.title"));
    go("/customers", "people", t("console.rail.customers"));
    go("/orders", "box-seam", t("console.rail.orders"));
    if (may(state, "marketing.read")) { go("/marketing/campaigns", "megaphone", t("console.rail.marketing")); go("/marketing/segments", "people", t("console.rail.segments"), t("console.rail.marketing")); go("/marketing/posts", "calendar3", t("console.rail.posts"), t("console.rail.marketing")); }
    if (may(state, "sales.read")) go("/sales", "kanban", t("console.rail.sales"));
    for (const page of settingsPages(state)) go(`/settings/${page.name}`, page.icon, t(`console.settings.${page.name}`), t("console.rail.settings"));
    items.push({ id: "/reports", group: t("console.palette.pages"), icon: "bar-chart", label: t("console.rail.reports"), hint: "g r", run: () => location.assign("/reports") });
    for (const theme of ["light", "dark", "system"] as const) act(`theme-${theme}`, "palette", `${t("console.theme.title")}: ${t(`console.theme.${theme}`)}`, () => prefer({ theme }));
    act("keys", "keyboard", t("console.keys.title"), () => overlays.update(() => ({ open: "keys" })), "?");
    act("out", "box-arrow-right", t("console.signOut"), () => void signOut());
    return items;
}
