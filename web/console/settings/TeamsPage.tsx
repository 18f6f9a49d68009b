import { useState } from "react";
import type { Team } from "../../shared/staff";
import { Check, Field } from "../shell/Field";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { directory, fetchDirectory } from "./directoryState";
import { removeItem, saveItem } from "./directoryRequests";
import { EditorDialog } from "./EditorDialog";
import { ListPage } from "./ListPage";

/** The teams tickets can be given to. */
export function TeamsPage() {
    const { teams, users } = useStore(directory, (state) => state);
    return (
        <ListPage title={t("console.settings.teams")} lead={t("console.teams.lead")} items={teams} addLabel={t("console.teams.add")} emptyText={t("console.teams.empty")}
            onRemove={(team) => removeItem("teams", team.id)} removeLabel={(team) => t("console.removeNamed", { name: team.name })}
            line={(team) => <><strong>{team.name}</strong><span className="meta">{team.member_ids.map((id) => users.find((user) => user.id === id)?.name).filter(Boolean).join(", ") || t("console.teams.nobody")}</span></>}
            editor={(team, close) => <TeamEditor team={team} onClose={close} />} />
    );
}

function TeamEditor({ team, onClose }: { team: Team | null; onClose: () => void }) {
    const users = useStore(directory, (state) => state.users);
    const [name, setName] = useState(team?.name ?? "");
    const [description, setDescription] = useState(team?.description ?? "");
    const [members, setMembers] = useState<readonly string[]>(team?.member_ids ?? []);
    async function save() {
        await saveItem("teams", team?.id ?? null, { name: name.trim(), description: description.trim() || null, member_ids: members }, team?.version);
        void fetchDirectory("users").catch(() => undefined);
    }
    return (
        <EditorDialog title={t(team ? "console.teams.edit" : "console.teams.add")} size="small" onClose={onClose} onSave={save}>
            <Field label={t("console.name")} value={name} onChange={setName} required autoFocus />
            <Field label={t("console.description")} value={description} onChange={setDescription} />
            <fieldset className="field"><legend>{t("console.teams.members")}</legend>
                {users.filter((user) => user.active).map((user) => (
                    <Check key={user.id} label={user.name} checked={members.includes(user.id)} onChange={(on) => setMembers(on ? [...members, user.id] : members.filter((id) => id !== user.id))} />
                ))}</fieldset>
        </EditorDialog>
    );
}
