import type { Presence } from "../../shared/staff";
import { may, session, signOut } from "../session/sessionState";
import { tickets } from "../tickets/ticketState";
import { today } from "../today/todayState";
import { Avatar } from "./Avatar";
import { live } from "./connection";
import { Icon, IconName } from "./Icon";
import { useKeys } from "./keys";
import { Link } from "./Link";
import { Menu } from "./Menu";
import { prefer, preferences } from "./preferences";
import { navigate } from "./router";
import { overlays } from "./overlays";
import { presenceChanged, userChanged } from "../session/sessionState";
import { patch } from "./http";
import { undoLatest } from "./undo";
import { useStore } from "./useStore";
import { t } from "./words";

/** The modules down the left edge (along the foot on a phone), and one's own menu. */
export function Rail({ path }: { path: string }) {
    const state = useStore(session, (all) => all);
    const unread = useStore(tickets, (all) => all.counts?.unread ?? 0);
    const waiting = useStore(today, (all) => all.list?.waiting_count ?? 0);
    const { theme } = useStore(preferences, (all) => all);
    const marketing = may(state, "marketing.read") || state.user?.role === "supervisor";
    useKeys({
        "g a": () => navigate("/today"), "g t": () => navigate("/tickets"), "g c": () => navigate("/customers"), "g o": () => navigate("/orders"), "g d": () => navigate("/sales"), "g x": () => navigate("/at-risk"), "g m": () => { if (marketing) navigate("/marketing/campaigns"); }, "g r": () => location.assign("/reports"), "g s": () => navigate("/settings"),
        "?": () => overlays.update(() => ({ open: "keys" })), z: undoLatest, "Ctrl+k": () => overlays.update(() => ({ open: "palette" })),
    });
    const me = state.user;
    if (!me) return null;
    const presence = state.presence[me.id] ?? "online";
    const reports = may(state, "reports.read") || me.role === "supervisor";

    function choose(id: string) {
        if (id === "online" || id === "away") { presenceChanged(me?.id ?? "", id as Presence); live.signal("presence", { state: id }); }
        else if (id.startsWith("theme:")) prefer({ theme: id.slice(6) as "system" });
        else if (id === "en" || id === "zh-Hans") { if (me) userChanged({ ...me, locale: id }); void patch("/session", { locale: id }).catch(() => undefined); }
        else if (id === "profile") navigate("/profile");
        else if (id === "keys") overlays.update(() => ({ open: "keys" }));
        else if (id === "out") void signOut();
    }
    return (
        <nav className="rail" aria-label={t("console.rail.label")}>
            <RailLink to="/today" icon="sun" name="today" current={path === "/today"} count={waiting} counted="console.rail.waiting" />
            <RailLink to="/tickets" icon="inbox" name="tickets" current={path.startsWith("/tickets")} count={unread} />
            <RailLink to="/customers" icon="people" name="customers" current={path.startsWith("/customers") || path.startsWith("/companies")} />
            <RailLink to="/orders" icon="box-seam" name="orders" current={path.startsWith("/orders")} />
            {may(state, "sales.read") && <RailLink to="/sales" icon="kanban" name="sales" current={path.startsWith("/sales")} />}
            <RailLink to="/at-risk" icon="exclamation-triangle" name="at_risk" current={path.startsWith("/at-risk")} />
            {marketing && <RailLink to="/marketing/campaigns" icon="megaphone" name="marketing" current={path.startsWith("/marketing")} />}
            {reports && <a className="rail-item" href="/reports" title={`${t("console.rail.reports")} (g r)`}><Icon name="bar-chart" /><span>{t("console.rail.reports")}</span></a>}
            <span className="rail-space" />
            <button type="button" className="rail-item only-wide" title={`${t("console.palette.title")} (Ctrl K)`} onClick={() => overlays.update(() => ({ open: "palette" }))}><Icon name="search" /><span>{t("console.rail.find")}</span></button>
            {(may(state, "audit.read")) && <RailLink to="/audit" icon="clock-history" name="audit" current={path === "/audit"} wide />}
            <RailLink to="/settings" icon="gear" name="settings" current={path.startsWith("/settings")} />
            <Menu label={t("console.rail.me", { name: me.name })} className="rail-me" align="end" searchable={false} onChoose={choose} choices={[
                ...(state.workAlone ? [] : [
                    { id: "online", label: t("console.presence.online"), chosen: presence === "online", group: t("console.rail.presence") },
                    { id: "away", label: t("console.presence.away"), chosen: presence === "away", group: t("console.rail.presence") }]),
                ...(["system", "light", "dark"] as const).map((name) => ({ id: `theme:${name}`, label: t(`console.theme.${name}`), chosen: theme === name, group: t("console.theme.title") })),
                { id: "zh-Hans", label: "中文", chosen: me.locale === "zh-Hans", group: t("console.language") },
                { id: "en", label: "English", chosen: me.locale === "en", group: t("console.language") },
                { id: "profile", label: t("console.settings.profile"), icon: "person", group: me.name },
                { id: "keys", label: t("console.keys.title"), icon: "keyboard", hint: "?", group: me.name },
                { id: "out", label: t("console.signOut"), icon: "box-arrow-right", group: me.name },
            ]}>
                <Avatar name={me.name} state={state.workAlone ? undefined : presence} />
            </Menu>
        </nav>
    );
}

function RailLink({ to, icon, name, current, count = 0, counted = "console.list.unreadCount", wide = false }: { to: string; icon: IconName; name: string; current: boolean; count?: number; counted?: string; wide?: boolean }) {
    return (
        <Link to={to} className={`rail-item${wide ? " only-wide" : ""}`} aria-current={current ? "page" : undefined} title={t(`console.rail.${name}`)}>
            <Icon name={icon} /><span>{t(`console.rail.${name}`)}</span>
            {count > 0 && <b className="rail-count" aria-label={t(counted, { count })}>{count > 99 ? "99+" : count}</b>}
        </Link>
    );
}
