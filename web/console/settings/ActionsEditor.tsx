import { useState } from "react";
import type { TicketActions } from "../../shared/apiTypes";
import { Field, Select } from "../shell/Field";
import { unitText } from "../shell/times";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { directory } from "./directoryState";

interface Props { actions: TicketActions; onChange: (actions: TicketActions) => void; open: boolean }

const hour = 3600;
const sleeps = [hour, 3 * hour, 24 * hour, 3 * 24 * hour, 7 * 24 * hour];
const priorities = ["urgent", "high", "normal", "low"] as const;

/** What a canned reply does to the ticket besides answering. */
export function ActionsEditor({ actions, onChange, open }: Props) {
    const { users, teams } = useStore(directory, (state) => state);
    const status = actions.status === "snoozed" ? String(actions.snooze_seconds) : actions.status ?? "";
    const offered = actions.snooze_seconds && !sleeps.includes(actions.snooze_seconds) ? [...sleeps, actions.snooze_seconds].sort((a, b) => a - b) : sleeps;
    const asItIs: [string, string] = ["", t("console.actions.asItIs")];
    return (
        <details className="group" open={open}><summary>{t("console.actions.title")}</summary>
            <div className="group-body">
                <p className="hint">{t("console.actions.lead")}</p>
                <div className="field-row">
                    <Select label={t("console.actions.status")} value={status} options={[asItIs, ["solved", t("console.ticket.solve")], ...offered.map((seconds): [string, string] => [String(seconds), t("console.actions.snoozeFor", { time: unitText(seconds) })])]}
                        onChange={(chosen) => onChange({ ...actions, status: chosen === "" ? null : chosen === "solved" ? "solved" : "snoozed", snooze_seconds: Number(chosen) || null })} />
                    <Select label={t("console.filter.priority")} value={actions.priority ?? ""} options={[asItIs, ...priorities.map((name): [string, string] => [name, t(`console.priority.${name}`)])]}
                        onChange={(priority) => onChange({ ...actions, priority: priority || null })} />
                </div>
                <div className="field-row">
                    <Select label={t("console.actions.assignee")} value={actions.assignee ?? ""} options={[asItIs, ["me", t("console.actions.sender")], ...users.filter((user) => user.active || user.id === actions.assignee).map((user): [string, string] => [user.id, user.name])]}
                        onChange={(assignee) => onChange({ ...actions, assignee: assignee || null })} />
                    {teams.length > 0 && <Select label={t("console.filter.team")} value={actions.team_id ?? ""} options={[asItIs, ...teams.map((team): [string, string] => [team.id, team.name])]}
                        onChange={(team) => onChange({ ...actions, team_id: team || null })} />}
                </div>
                <div className="field-row">
                    <TagField label={t("console.actions.addTags")} names={actions.add_tags ?? []} onChange={(add_tags) => onChange({ ...actions, add_tags })} />
                    <TagField label={t("console.actions.removeTags")} names={actions.remove_tags ?? []} onChange={(remove_tags) => onChange({ ...actions, remove_tags })} />
                </div>
                <label className="field"><span>{t("console.actions.noteText")}</span>
                    <textarea className="input" rows={2} value={actions.note ?? ""} onChange={(event) => onChange({ ...actions, note: event.target.value || null })} /></label>
            </div>
        </details>
    );
}

/** Names parted by commas, as they are typed. */
function TagField({ label, names, onChange }: { label: string; names: readonly string[]; onChange: (names: string[]) => void }) {
    const tags = useStore(directory, (state) => state.tags);
    const [text, setText] = useState(names.join(", "));
    const id = `tags-${label}`;
    return <>
        <Field label={label} value={text} list={id} placeholder={t("console.actions.tagsHint")}
            onChange={(typed) => { setText(typed); onChange([...new Set(typed.split(/[,，、]/).map((name) => name.trim()).filter(Boolean))]); }} />
        <datalist id={id}>{tags.map((tag) => <option key={tag.id} value={tag.name} />)}</datalist>
    </>;
}
