import { useState } from "react";
import type { Role, User } from "../../shared/staff";
import { session, usersKnown } from "../session/sessionState";
import { Avatar } from "../shell/Avatar";
import { CopyButton } from "../shell/CopyButton";
import { Dialog } from "../shell/Dialog";
import { Check, Field, Select } from "../shell/Field";
import { patch, remove, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { directory, itemSaved } from "./directoryState";
import { saveItem } from "./directoryRequests";
import { EditorDialog } from "./EditorDialog";
import { ListPage } from "./ListPage";

const roles: readonly Role[] = ["owner", "supervisor", "agent"];

/** The people who answer. */
export function UsersPage() {
    const users = useStore(directory, (state) => state.users);
    const me = useStore(session, (state) => state.user?.id);
    const [link, setLink] = useState<User | null>(null);
    async function deactivate(user: User) {
        try {
            if (user.active) await remove(`/users/${user.id}`); else await patch(`/users/${user.id}`, { active: true });
            itemSaved("users", { ...user, active: !user.active });
            usersKnown();
        } catch (problem) {
            say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
        }
    }
    return (
        <>
            <ListPage title={t("console.settings.users")} lead={t("console.users.lead")} items={[...users].sort((a, b) => Number(b.active) - Number(a.active))} addLabel={t("console.users.invite")} emptyText=""
                line={(user) => (
                    <><Avatar name={user.name} /><strong className={user.active ? "" : "muted"}>{user.name}</strong><span className="meta">{user.email}</span><span className="badge">{t(`console.role.${user.role}`)}</span>
                        {!user.active && <span className="badge">{t("console.users.inactive")}</span>}</>
                )}
                editor={(user, close) => <UserEditor user={user} own={user?.id === me} onClose={close} onInvited={setLink} onToggle={deactivate} />} />
            {link?.invitation_url && (
                <Dialog title={t("console.users.linkTitle", { name: link.name })} size="small" onClose={() => setLink(null)}>
                    <div className="form"><p>{t("console.users.linkLead")}</p><div className="snippet"><code>{link.invitation_url}</code><CopyButton text={link.invitation_url} label={t("console.copy")} /></div></div>
                </Dialog>
            )}
        </>
    );
}

interface EditorProps { user: User | null; own: boolean; onClose: () => void; onInvited: (user: User) => void; onToggle: (user: User) => Promise<void> }

function UserEditor({ user, own, onClose, onInvited, onToggle }: EditorProps) {
    const teams = useStore(directory, (state) => state.teams);
    // Nobody makes anybody more than they are themselves.
    const mine = useStore(session, (state) => state.user?.role ?? "agent");
    const [name, setName] = useState(user?.name ?? "");
    const [email, setEmail] = useState(user?.email ?? "");
    const [role, setRole] = useState<string>(user?.role ?? "agent");
    const [inTeams, setInTeams] = useState<readonly string[]>(user?.team_ids ?? []);
    const [capacity, setCapacity] = useState(String(user?.capacity ?? 5));
    async function save() {
        const body = { name: name.trim(), email: email.trim(), role, team_ids: inTeams };
        const saved = await saveItem("users", user?.id ?? null, user ? { ...body, capacity: Number(capacity) } : body);
        usersKnown();
        if (!user) onInvited(saved);
    }
    return (
        <EditorDialog title={t(user ? "console.users.edit" : "console.users.invite")} size="small" onClose={onClose} onSave={save} {...(user ? {} : { saveLabel: t("console.users.makeLink") })}>
            <Field label={t("console.name")} value={name} onChange={setName} required autoFocus />
            <Field label={t("console.email")} type="email" value={email} onChange={setEmail} required />
            {!own && <Select label={t("console.users.role")} value={role} onChange={setRole} options={roles.filter((one) => one === user?.role || roles.indexOf(one) >= roles.indexOf(mine)).map((one) => [one, t(`console.role.${one}`)])} hint={t(`console.role.hint.${role}`)} />}
            {user && <Field label={t("console.users.capacity")} type="number" min={0} max={100} value={capacity} onChange={setCapacity} hint={t("console.users.capacityHint")} />}
            {teams.length > 0 && (
                <fieldset className="field"><legend>{t("console.settings.teams")}</legend>
                    {teams.map((team) => <Check key={team.id} label={team.name} checked={inTeams.includes(team.id)} onChange={(on) => setInTeams(on ? [...inTeams, team.id] : inTeams.filter((id) => id !== team.id))} />)}</fieldset>
            )}
            {user && !own && <button type="button" className="button" data-kind={user.active ? "danger" : undefined} onClick={() => { void onToggle(user); onClose(); }}>{t(user.active ? "console.users.deactivate" : "console.users.activate")}</button>}
        </EditorDialog>
    );
}
