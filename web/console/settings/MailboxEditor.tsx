import { FormEvent, useEffect, useRef, useState } from "react";
import type { MailboxState, MailSettings, TestStep } from "../../shared/mail";
import type { Inbox } from "../../shared/staff";
import { session } from "../session/sessionState";
import { Dialog } from "../shell/Dialog";
import { Check, Field, Select } from "../shell/Field";
import { get } from "../shell/http";
import { Icon } from "../shell/Icon";
import { say } from "../shell/toastState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { directory } from "./directoryState";
import { saveItem } from "./directoryRequests";
import { MailboxFields } from "./MailboxFields";
import { allWell, connectsOtherwise, goSignIn, MailSecrets, settled, signsInElsewhere, testMailbox, withSecrets } from "./mailboxRequests";
import { InboundAddress, MailboxPanel } from "./MailboxPanel";
import { MailboxTest } from "./MailboxTest";
import { newMailSettings, providerIn, signInName, useMailProviders } from "./mailProviders";
import { MailRules } from "./MailRules";
import { RuleSettings } from "./RuleSettings";
import { arrivalSentence, SignInArrival } from "./signInArrival";
import { useSave } from "./useSave";

/** Everything about one mailbox. A changed sign-in is tried; when that fails it is kept only when asked to. */
export function MailboxEditor({ inbox, arrival = null, onClose }: { inbox: Inbox; arrival?: SignInArrival | null; onClose: () => void }) {
    const providers = useMailProviders();
    const teams = useStore(directory, (state) => state.teams);
    const alone = useStore(session, (state) => state.workAlone);
    const [name, setName] = useState(inbox.name);
    const [enabled, setEnabled] = useState(inbox.enabled);
    const [team, setTeam] = useState(inbox.team_id ?? "");
    const [settings, setSettings] = useState(inbox.settings);
    const [secrets, setSecrets] = useState<MailSecrets>({});
    const [steps, setSteps] = useState<readonly TestStep[] | null>(null);
    const [testing, setTesting] = useState(false);
    const { problem, refusal, busy, save } = useSave();
    const asksAnew = refusal?.document.errors?.some(({ pointer }) => pointer?.endsWith("_password"));
    // Of what was saved last: the window stays open when the way to the provider is barred.
    const version = useRef(inbox.version);
    const mail = settings.mail ?? newMailSettings;
    const changeMail = (part: Partial<MailSettings>) => setSettings((before) => ({ ...before, mail: { ...before.mail ?? newMailSettings, ...part } }));
    const tried = steps !== null && !allWell(steps);

    async function test() {
        setTesting(true);
        try {
            const result = await testMailbox(inbox.id, settled(mail), secrets);
            setSteps(result);
            return allWell(result);
        } finally {
            setTesting(false);
        }
    }
    async function store() {
        version.current = (await saveItem("inboxes", inbox.id, { name: name.trim(), enabled, team_id: team || null, settings: { ...settings, mail: settled(mail) }, ...withSecrets(secrets) }, version.current)).version;
    }
    const keep = () => save(store).then((kept) => { if (kept) onClose(); });
    const signIn = () => void save(async () => { await store(); await goSignIn(inbox.id); }, "");
    /** Back from the provider: tried at once, and switched on when it is a new one that works. */
    async function arrive() {
        if (!await test() || inbox.enabled) return;
        const state = await get<MailboxState>(`/inboxes/${inbox.id}/mailbox`);
        if (state.last_success_at) return;
        version.current = (await saveItem("inboxes", inbox.id, { enabled: true }, version.current)).version;
        setEnabled(true);
        say(t("console.mailbox.connectedNow", { address: mail.address }));
    }
    useEffect(() => { if (arrival?.outcome === "signed_in") void save(arrive, ""); }, []);
    async function submit(event: FormEvent) {
        event.preventDefault();
        const tokens = secrets.client_secret || secrets.refresh_token;
        const again = connectsOtherwise(inbox.settings.mail, settled(mail)) || Object.values(secrets).some(Boolean);
        // A sign-in is shown only to the servers it was given for: it is given anew.
        if (!tokens && signsInElsewhere(inbox.settings.mail, mail)) return signIn();
        let well = true;
        // Tokens can only be tried once they are kept; everything else is tried as it is typed.
        if (again && !tokens && !await save(async () => { well = await test(); }, "")) return;
        if (well) await keep();
    }
    const trial = <MailboxTest steps={steps} busy={testing} oauth={mail.imap.auth === "oauth"} />;
    return (
        <Dialog title={inbox.name} size="wide" onClose={onClose}>
            <form className="form" onSubmit={(event) => void submit(event)}>
                {arrival && <ArrivalNotice arrival={arrival} name={signInName(providerIn(providers, mail), mail.oauth)} address={mail.address} />}
                {arrival && trial}
                <MailboxPanel inbox={inbox.id} version={inbox.version} />
                <div className="field-row"><Field label={t("console.name")} value={name} onChange={setName} required />
                    {!alone && teams.length > 0 && <Select label={t("console.inboxes.team")} value={team} onChange={setTeam} options={[["", t("console.ticket.noTeam")], ...teams.map((one): [string, string] => [one.id, one.name])]} />}</div>
                <Check label={t("console.mailbox.enabled")} checked={enabled} onChange={setEnabled} />
                <fieldset className="group"><legend>{t("console.mailbox.connection")}</legend>
                    <MailboxFields mail={mail} secrets={secrets} saved={inbox.settings.mail} onChange={changeMail} onSecrets={setSecrets} onSignIn={signIn} />
                    <div><button type="button" className="button" disabled={busy || testing} onClick={({ currentTarget }) => { if (currentTarget.form?.reportValidity()) void save(test, ""); }}>{t("console.mailbox.test")}</button></div>
                    {!arrival && trial}
                </fieldset>
                <InboundAddress inbox={inbox.id} />
                <MailRules mail={mail} onChange={changeMail} />
                <RuleSettings settings={settings} onChange={(part) => setSettings((before) => ({ ...before, ...part }))} />
                {problem && <p className="problem" role="alert">{asksAnew ? t("console.mailbox.passwordAsked") : problem}</p>}
                <footer className="form-foot">
                    {tried && <button type="button" className="button" data-kind="quiet" disabled={busy || testing} onClick={() => void keep()}>{t("console.mailbox.keepAnyway")}</button>}
                    <button type="button" className="button" data-kind="quiet" onClick={onClose}>{t("common.cancel")}</button>
                    <button type="submit" className="button" data-kind="primary" disabled={busy || testing}>{t("console.save")}</button>
                </footer>
            </form>
        </Dialog>
    );
}

/** How signing in at the provider went. */
export function ArrivalNotice({ arrival, name, address = "" }: { arrival: SignInArrival; name: string; address?: string }) {
    const well = arrival.outcome === "signed_in";
    return <p className={`notice is-${well ? "positive" : "warning"}`} role="status"><Icon name={well ? "check2-circle" : "exclamation-triangle"} /><span>{arrivalSentence(arrival, name, address)}</span></p>;
}
