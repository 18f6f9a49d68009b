import { useState } from "react";
import type { Ticket } from "../../shared/wire";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { Avatar } from "../shell/Avatar";
import { Icon } from "../shell/Icon";
import { Choice, Menu } from "../shell/Menu";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { HandOver } from "./HandOver";
import { assign } from "./ticketActions";

/** Whose ticket it is; choosing gives it away, "hand over" does so with a note. */
export function AssignMenu({ ticket, openSignal }: { ticket: Ticket; openSignal: number }) {
    const users = useStore(directory, (state) => state.users);
    const me = useStore(session, (state) => state.user);
    const presence = useStore(session, (state) => state.presence);
    const [handing, setHanding] = useState(false);
    const choices: Choice[] = [
        ...(me && ticket.assignee?.id !== me.id ? [{ id: me.id, label: t("console.ticket.toMe"), hint: "i", mark: <Avatar name={me.name} size="s" /> }] : []),
        ...users.filter((user) => user.active && user.id !== me?.id || user.id === ticket.assignee?.id).map((user) => ({
            id: user.id, label: user.name, chosen: user.id === ticket.assignee?.id, hint: t(`console.presence.${presence[user.id] ?? user.presence}`),
            mark: <Avatar name={user.name} size="s" state={presence[user.id] ?? user.presence} />,
        })),
        ...(ticket.assignee ? [{ id: "", label: t("console.ticket.unassign"), icon: "person-dash" as const }] : []),
        { id: "hand-over", label: t("console.ticket.handOver"), icon: "arrow-left-right" as const },
    ];
    function choose(id: string) {
        if (id === "hand-over") { setHanding(true); return; }
        const user = users.find((one) => one.id === id) ?? (me?.id === id ? me : undefined);
        void assign(ticket, { user: user ? { id: user.id, name: user.name } : null });
    }
    return (
        <>
            <Menu label={t("console.ticket.assign")} className="fact" choices={choices} onChoose={choose} openSignal={openSignal} searchable>
                {ticket.assignee ? <><Avatar name={ticket.assignee.name} size="s" />{ticket.assignee.name}</> : <><Icon name="person-plus" />{t("console.ticket.nobody")}</>}
            </Menu>
            {handing && <HandOver ticket={ticket} onClose={() => setHanding(false)} />}
        </>
    );
}

/** Which team should answer it. */
export function TeamMenu({ ticket }: { ticket: Ticket }) {
    const teams = useStore(directory, (state) => state.teams);
    if (teams.length === 0) return null;
    return (
        <Menu label={t("console.filter.team")} className="fact"
            choices={[...teams.map((team) => ({ id: team.id, label: team.name, chosen: team.id === ticket.team?.id })),
                ...(ticket.team ? [{ id: "", label: t("console.ticket.noTeam"), icon: "x-lg" as const }] : [])]}
            onChoose={(id) => { const team = teams.find((one) => one.id === id); void assign(ticket, { team: team ? { id: team.id, name: team.name } : null }); }}>
            <Icon name="people" />{ticket.team?.name ?? t("console.ticket.noTeam")}
        </Menu>
    );
}
