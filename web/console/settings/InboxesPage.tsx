import { useState } from "react";
import type { Inbox } from "../../shared/staff";
import { SnippetBox } from "../session/SnippetBox";
import { session } from "../session/sessionState";
import { Check, Field, Select } from "../shell/Field";
import { Icon } from "../shell/Icon";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { channelIcon } from "../tickets/channels";
import { ChatSettings } from "./ChatSettings";
import { directory } from "./directoryState";
import { removeItem, saveItem } from "./directoryRequests";
import { EditorDialog } from "./EditorDialog";
import { FormSettings } from "./FormSettings";
import { ListPage } from "./ListPage";
import { ArrivalNotice, MailboxEditor } from "./MailboxEditor";
import { MailboxMaker } from "./MailboxMaker";
import { MailboxLine } from "./MailboxPanel";
import { ProgramSettings } from "./ProgramSettings";
import { RuleSettings } from "./RuleSettings";
import { useSignInArrival } from "./signInArrival";

/** The entrances customers come in by. */
export function InboxesPage() {
    const inboxes = useStore(directory, (state) => state.inboxes);
    const [connecting, setConnecting] = useState(false);
    const [arrival, seen] = useSignInArrival();
    const arrived = inboxes.find(({ id, kind }) => id === arrival?.mailbox && kind === "email");
    return (
        <>
            {arrival && !arrived && (!arrival.mailbox || inboxes.length > 0) && <ArrivalNotice arrival={arrival} name={t("console.mailbox.theProvider")} />}
            <ListPage title={t("console.settings.inboxes")} lead={t("console.inboxes.lead")} items={inboxes} addLabel={t("console.inboxes.add")} emptyText={t("console.inboxes.empty")}
                onRemove={(inbox) => removeItem("inboxes", inbox.id)} removeLabel={(inbox) => t("console.removeNamed", { name: inbox.name })}
                line={(inbox) => <><Icon name={channelIcon(inbox.kind)} /><strong>{inbox.name}</strong><span className="meta">{t(`console.channel.${inbox.kind}`)} · {inbox.settings.mail?.address ?? inbox.key}</span>{inbox.kind === "email" && inbox.enabled && <MailboxLine inbox={inbox} />}{!inbox.enabled && <span className="badge">{t("console.inboxes.off")}</span>}</>}
                editor={(inbox, close) => inbox ? inbox.kind === "email" ? <MailboxEditor inbox={inbox} onClose={close} /> : <InboxEditor inbox={inbox} onClose={close} /> : <InboxMaker onClose={close} />} />
            {inboxes.length > 0 && inboxes.every(({ kind, enabled }) => kind !== "email" || !enabled) && <p className="empty-line teach"><span>{t("console.mailbox.teach")}</span><button type="button" className="button" onClick={() => setConnecting(true)}>{t("console.mail.connect")}</button></p>}
            {arrived && <MailboxEditor inbox={arrived} arrival={arrival} onClose={seen} />}
            {connecting && <MailboxMaker onClose={() => setConnecting(false)} />}
        </>
    );
}

function InboxMaker({ onClose }: { onClose: () => void }) {
    const [kind, setKind] = useState("chat");
    const [name, setName] = useState("");
    if (kind === "email") return <MailboxMaker onClose={onClose} />;
    return (
        <EditorDialog title={t("console.inboxes.add")} size="small" onClose={onClose} onSave={() => saveItem("inboxes", null, { kind, name: name.trim() })}>
            <Select label={t("console.filter.channel")} value={kind} onChange={setKind} options={["chat", "email", "form", "phone", "api"].map((one) => [one, t(`console.channel.${one}`)])} hint={t(`console.inboxes.hint_${kind}`)} />
            <Field label={t("console.name")} value={name} onChange={setName} required autoFocus />
        </EditorDialog>
    );
}

function InboxEditor({ inbox, onClose }: { inbox: Inbox; onClose: () => void }) {
    const teams = useStore(directory, (state) => state.teams);
    const alone = useStore(session, (state) => state.workAlone);
    const inboxes = useStore(directory, (state) => state.inboxes);
    const mailboxes = inboxes.filter((one) => one.kind === "email");
    const address = useStore(session, (state) => state.setup?.public_url) || location.origin;
    const [name, setName] = useState(inbox.name);
    const [enabled, setEnabled] = useState(inbox.enabled);
    const [team, setTeam] = useState(inbox.team_id ?? "");
    const [settings, setSettings] = useState(inbox.settings);
    const change = (part: Partial<Inbox["settings"]>) => setSettings((before) => ({ ...before, ...part }));
    const formLink = `${address.replace(/\/$/, "")}/forms/${inbox.key}`;
    return (
        <EditorDialog title={inbox.name} size="wide" onClose={onClose} onSave={() => saveItem("inboxes", inbox.id, { name: name.trim(), enabled, team_id: team || null, settings }, inbox.version)}>
            {inbox.kind === "chat" && <div className="field"><span className="label">{t("console.snippet.title")}</span><SnippetBox inboxKey={inbox.key} /></div>}
            <div className="field-row"><Field label={t("console.name")} value={name} onChange={setName} required />
                {!alone && teams.length > 0 && <Select label={t("console.inboxes.team")} value={team} onChange={setTeam} options={[["", t("console.ticket.noTeam")], ...teams.map((one): [string, string] => [one.id, one.name])]} />}</div>
            <Check label={t("console.inboxes.enabled")} checked={enabled} onChange={setEnabled} />
            {inbox.kind === "chat" && <ChatSettings inbox={inbox} settings={settings} onChange={change} />}
            {inbox.kind === "api" && <ProgramSettings inbox={inbox} settings={settings} onChange={change} />}
            {inbox.kind === "form" && <FormSettings link={formLink} settings={settings} onChange={change} />}
            {(inbox.kind === "chat" || inbox.kind === "form") && mailboxes.length > 0 && <Select label={t("console.mailbox.repliesBy")} value={settings.reply_mailbox_id ?? ""} onChange={(id) => change({ reply_mailbox_id: id || null })} hint={t("console.mailbox.repliesByHint")}
                options={[["", t("console.mailbox.oldest")], ...mailboxes.map((one): [string, string] => [one.id, `${one.name} · ${one.settings.mail?.address ?? ""}`])]} />}
            {inbox.kind !== "internal" && <RuleSettings settings={settings} onChange={change} />}
        </EditorDialog>
    );
}
