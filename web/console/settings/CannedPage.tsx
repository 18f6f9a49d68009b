import { useState } from "react";
import type { CannedReply } from "../../shared/staff";
import { Field, Select } from "../shell/Field";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { cannedNames } from "../tickets/cannedValues";
import { unfilledVariables } from "../tickets/cannedVariables";
import { actionLines, actionsOrNull, noActions } from "../tickets/ticketActionLines";
import { ActionsEditor } from "./ActionsEditor";
import { directory } from "./directoryState";
import { removeItem, saveItem } from "./directoryRequests";
import { EditorDialog } from "./EditorDialog";
import { ListPage } from "./ListPage";

/** The answers written once and used often. */
export function CannedPage() {
    const { cannedReplies, teams, users } = useStore(directory, (state) => state);
    return (
        <ListPage title={t("console.settings.canned")} lead={t("console.canned.lead")} items={cannedReplies} addLabel={t("console.canned.add")} emptyText={t("console.canned.empty")}
            onRemove={(reply) => removeItem("cannedReplies", reply.id)} removeLabel={(reply) => t("console.removeNamed", { name: reply.title })}
            line={(reply) => <><code>/{reply.shortcut}</code><strong>{reply.title}</strong><span className="meta one-line">{reply.text || actionLines(reply.actions, { users, teams }).map((line) => line.text).join(" · ")}</span>{reply.actions && <span className="badge" title={actionLines(reply.actions, { users, teams }).map((line) => line.text).join(" · ")}>{t("console.canned.acts")}</span>}{reply.team_id && <span className="badge">{teams.find((team) => team.id === reply.team_id)?.name}</span>}</>}
            editor={(reply, close) => <CannedEditor reply={reply} onClose={close} />} />
    );
}

function CannedEditor({ reply, onClose }: { reply: CannedReply | null; onClose: () => void }) {
    const teams = useStore(directory, (state) => state.teams);
    const [shortcut, setShortcut] = useState(reply?.shortcut ?? "");
    const [title, setTitle] = useState(reply?.title ?? "");
    const [text, setText] = useState(reply?.text ?? "");
    const [language, setLanguage] = useState<string>(reply?.locale ?? "");
    const [team, setTeam] = useState(reply?.team_id ?? "");
    const [actions, setActions] = useState(reply?.actions ?? noActions);
    const unknown = unfilledVariables(`${text} ${actions.note ?? ""}`).filter((name) => !(cannedNames as readonly string[]).includes(name));
    return (
        <EditorDialog title={t(reply ? "console.canned.edit" : "console.canned.add")} onClose={onClose}
            onSave={() => saveItem("cannedReplies", reply?.id ?? null, { shortcut: shortcut.trim().replace(/^\//, ""), title: title.trim(), text, locale: language || null, team_id: team || null, actions: actionsOrNull(actions) }, reply?.version)}>
            <div className="field-row"><Field label={t("console.canned.shortcut")} value={shortcut} onChange={setShortcut} required autoFocus pattern="/?[^\s/]+" placeholder="thanks" />
                <Field label={t("console.canned.title")} value={title} onChange={setTitle} required /></div>
            <label className="field"><span>{t("console.canned.text")}</span><textarea className="input" rows={6} value={text} required={!actionsOrNull(actions)} onChange={(event) => setText(event.target.value)} />
                <small className="hint">{t("console.canned.hint")}</small></label>
            <div className="chips">{cannedNames.map((name) => <button type="button" key={name} className="chip" onClick={() => setText(`${text}{{${name}}}`)}>{`{{${name}}}`}</button>)}</div>
            {unknown.length > 0 && <p className="problem">{t("console.canned.unknown", { names: unknown.join(", ") })}</p>}
            <div className="field-row"><Select label={t("console.language")} value={language} onChange={setLanguage} options={[["", t("console.canned.anyLanguage")], ["zh-Hans", "中文"], ["en", "English"]]} />
                {teams.length > 0 && <Select label={t("console.filter.team")} value={team} onChange={setTeam} options={[["", t("console.canned.allTeams")], ...teams.map((one): [string, string] => [one.id, one.name])]} />}</div>
            <ActionsEditor actions={actions} onChange={setActions} open={reply?.actions != null} />
        </EditorDialog>
    );
}
