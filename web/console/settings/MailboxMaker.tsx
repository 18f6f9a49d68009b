import { FormEvent, useRef, useState } from "react";
import type { TestStep } from "../../shared/mail";
import type { Inbox } from "../../shared/staff";
import { Dialog } from "../shell/Dialog";
import { Field } from "../shell/Field";
import { remove, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { itemRemoved } from "./directoryState";
import { saveItem } from "./directoryRequests";
import { MailboxFields } from "./MailboxFields";
import { allWell, goesToProvider, goSignIn, MailSecrets, settled, testMailbox, withSecrets } from "./mailboxRequests";
import { MailboxTest } from "./MailboxTest";
import { newMailSettings, providerIn, signInName, useMailProviders } from "./mailProviders";

/** A mailbox in two minutes: address and password, tried at once; one that does not work is kept only when asked to. */
export function MailboxMaker({ onClose }: { onClose: () => void }) {
    const [name, setName] = useState("");
    const [mail, setMail] = useState(newMailSettings);
    const [secrets, setSecrets] = useState<MailSecrets>({});
    const [steps, setSteps] = useState<readonly TestStep[] | null>(null);
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState("");
    // It rests on the server, switched off, while it is tried.
    const made = useRef<Inbox | null>(null);

    const providers = useMailProviders();
    const leaves = goesToProvider(mail, secrets);

    async function connect(event: FormEvent) {
        event.preventDefault();
        setBusy(true);
        setProblem("");
        try {
            const settings = { ...made.current?.settings, mail: settled(mail) };
            const body = made.current ? { name: name.trim() || mail.address, settings, ...withSecrets(secrets) } : { kind: "email", name: name.trim() || mail.address, enabled: false, settings, ...withSecrets(secrets) };
            made.current = await saveItem("inboxes", made.current?.id ?? null, body, made.current?.version) as Inbox;
            if (leaves) return await goSignIn(made.current.id);
            const tried = await testMailbox(made.current.id, settled(mail), secrets);
            setSteps(tried);
            if (allWell(tried)) await keep();
        } catch (reason) {
            setProblem(sentenceOf(reason));
        } finally {
            setBusy(false);
        }
    }
    async function keep() {
        if (!made.current) return;
        try {
            await saveItem("inboxes", made.current.id, { enabled: true }, made.current.version);
            made.current = null;
            say(t("console.mailbox.connectedNow", { address: mail.address.trim() }));
            onClose();
        } catch (reason) {
            setProblem(sentenceOf(reason));
        }
    }
    function leave() {
        const inbox = made.current;
        made.current = null;
        if (inbox) {
            itemRemoved("inboxes", inbox.id);
            void remove(`/inboxes/${inbox.id}`).catch(() => undefined);
        }
        onClose();
    }
    const failed = steps !== null && !allWell(steps);
    return (
        <Dialog title={t("console.mail.connect")} onClose={leave}>
            <form className="form" onSubmit={(event) => void connect(event)}>
                <p className="muted">{t("console.mailbox.lead")}</p>
                <MailboxFields mail={mail} secrets={secrets} onChange={setMail} onSecrets={setSecrets} autoFocus />
                <Field label={t("console.name")} value={name} placeholder={mail.address || t("console.mailbox.nameHint")} onChange={setName} />
                <MailboxTest steps={steps} busy={busy && !leaves} oauth={mail.imap.auth === "oauth"} />
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot">
                    {failed && !busy && <button type="button" className="button" data-kind="quiet" onClick={() => void keep()}>{t("console.mailbox.keepAnyway")}</button>}
                    <button type="button" className="button" data-kind="quiet" onClick={leave}>{t("common.cancel")}</button>
                    <button type="submit" className="button" data-kind="primary" disabled={busy}>{leaves ? t("console.mailbox.signInAt", { name: signInName(providerIn(providers, mail), mail.oauth) }) : t(failed ? "console.mailbox.testAgain" : "console.mailbox.connect")}</button>
                </footer>
            </form>
        </Dialog>
    );
}
