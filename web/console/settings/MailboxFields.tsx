import type { MailServer, MailSettings, Security } from "../../shared/mail";
import { Field, Select } from "../shell/Field";
import { t } from "../shell/words";
import { MailboxOAuth } from "./MailboxOAuth";
import { MailSecrets, settled, showsElsewhere } from "./mailboxRequests";
import { providerIn, providerOf, signInName, useMailProviders, withDomain, withProvider } from "./mailProviders";

interface Props {
    mail: MailSettings; secrets: MailSecrets;
    /** As the server has them, with the secrets stored for these servers; a new mailbox has none. */
    saved?: MailSettings | undefined;
    onChange: (mail: MailSettings) => void; onSecrets: (secrets: MailSecrets) => void; autoFocus?: boolean;
    /** Of a form whose foot does not go to the provider. */
    onSignIn?: () => void;
}

/** The address and how Deskbell signs in to it: the provider fills in the servers, which may be opened and changed. */
export function MailboxFields({ mail, secrets, saved, onChange, onSecrets, autoFocus = false, onSignIn }: Props) {
    const mailProviders = useMailProviders();
    const provider = providerIn(mailProviders, mail);
    const oauth = mail.imap.auth === "oauth";
    const { imap, smtp } = settled(mail);
    const stored = saved !== undefined;
    const imapAgain = stored && !oauth && showsElsewhere("password", saved.imap, imap);
    const smtpAgain = stored && !oauth && !imapAgain && showsElsewhere("password", saved.smtp, smtp) && !secrets.imap_password;
    const again = (host: string) => host ? t("console.mailbox.passwordAgain", { host }) : t("console.mailbox.passwordAgainHere");
    function addressed(address: string) {
        const known = providerOf(mailProviders, address);
        const follows = (name: string) => name === "" || name === mail.address;
        const next = { ...mail, address, imap: { ...mail.imap, username: follows(mail.imap.username) ? address : mail.imap.username }, smtp: { ...mail.smtp, username: follows(mail.smtp.username) ? address : mail.smtp.username } };
        const guessed = mail.imap.host === "" || mail.imap.host === `imap.${mail.address.slice(mail.address.lastIndexOf("@") + 1)}`;
        onChange(known ? withProvider(next, known) : !provider && guessed ? withDomain(next, address) : next);
    }
    function chose(id: string) {
        const next = mailProviders.find((one) => one.id === id);
        onChange(next ? withProvider(mail, next) : withDomain({ ...mail, imap: { ...mail.imap, host: "", auth: "password" }, smtp: { ...mail.smtp, host: "", auth: "password" } }, mail.address));
    }
    const chooses = provider ? provider.authorize_url && provider.password !== "oauth" : true;
    function signsIn(way: string) {
        const auth = way as MailServer["auth"];
        onChange({ ...mail, imap: { ...mail.imap, auth }, smtp: { ...mail.smtp, auth } });
    }
    const server = (name: "imap" | "smtp", change: Partial<MailServer & { folder: string }>) => onChange({ ...mail, [name]: { ...mail[name], ...change } });
    return (
        <>
            <div className="field-row">
                <Field label={t("console.mailbox.address")} type="email" value={mail.address} required autoFocus={autoFocus} autoComplete="off" placeholder="support@example.com" onChange={addressed} />
                <Select label={t("console.mailbox.provider")} value={provider?.id ?? ""} onChange={chose} options={[["", t("console.mailbox.other")], ...mailProviders.map((one): [string, string] => [one.id, one.name])]} />
            </div>
            {chooses && <Select label={t("console.mailbox.auth")} value={mail.imap.auth} onChange={signsIn} options={[["password", t(`console.mailbox.auth_${provider?.password ?? "password"}`)], ["oauth", t("console.mailbox.auth_oauth", { name: signInName(provider, mail.oauth) })]]} />}
            {oauth ? (
                <MailboxOAuth mail={mail} provider={provider} secrets={secrets} saved={saved} onChange={(next) => onChange({ ...mail, oauth: next })} onSecrets={onSecrets} onSignIn={onSignIn} />
            ) : (
                <Field label={t(provider?.password === "code" ? "console.mailbox.code" : provider?.password === "app" ? "console.mailbox.appPassword" : "console.mailbox.password")} type="password" autoComplete="new-password"
                    value={secrets.imap_password ?? ""} required={!stored || imapAgain} placeholder={stored && !imapAgain ? t("console.mailbox.unchanged") : ""} onChange={(imap_password) => onSecrets({ ...secrets, imap_password })} hint={`${imapAgain ? `${again(saved.imap.host)} ` : ""}${t(`console.mailbox.hint_${provider?.password ?? "password"}`)}`} />
            )}
            <details className="group"><summary>{t("console.mailbox.servers")} <span className="meta">{mail.imap.host && `${mail.imap.host} · ${mail.smtp.host}`}</span></summary>
                <ServerFields title={t("console.mailbox.imap")} server={mail.imap} onChange={(change) => server("imap", change)} />
                <div className="field-row">
                    <Field label={t("console.mailbox.folder")} value={mail.imap.folder} onChange={(folder) => server("imap", { folder })} />
                    <Select label={t("console.mailbox.after")} value={mail.imap.after} onChange={(after) => onChange({ ...mail, imap: { ...mail.imap, after: after as typeof mail.imap.after } })} options={(["leave", "seen", "move"] as const).map((one) => [one, t(`console.mailbox.after_${one}`)])} />
                    {mail.imap.after === "move" && <Field label={t("console.mailbox.moveTo")} value={mail.imap.move_to} required placeholder="Deskbell" onChange={(move_to) => onChange({ ...mail, imap: { ...mail.imap, move_to } })} />}
                </div>
                <ServerFields title={t("console.mailbox.smtp")} server={mail.smtp} onChange={(change) => server("smtp", change)} />
                {!oauth && <Field label={t("console.mailbox.smtpPassword")} type="password" autoComplete="new-password" value={secrets.smtp_password ?? ""} onChange={(smtp_password) => onSecrets({ ...secrets, smtp_password })} hint={smtpAgain ? again(saved.smtp.host) : t("console.mailbox.smtpPasswordHint")} />}
            </details>
        </>
    );
}

function ServerFields({ title, server, onChange }: { title: string; server: MailServer; onChange: (change: Partial<MailServer>) => void }) {
    return (
        <fieldset className="server"><legend>{title}</legend>
            <div className="field-row">
                <Field label={t("console.mailbox.host")} value={server.host} spellCheck={false} onChange={(host) => onChange({ host: host.trim() })} />
                <Field label={t("console.mailbox.port")} type="number" min={1} max={65535} value={String(server.port)} onChange={(port) => onChange({ port: Number(port) })} />
                <Select label={t("console.mailbox.security")} value={server.security} onChange={(security) => onChange({ security: security as Security })} options={(["tls", "starttls", "none"] as const).map((one) => [one, t(`console.mailbox.security_${one}`)])} />
                <Field label={t("console.mailbox.username")} value={server.username} spellCheck={false} autoComplete="off" onChange={(username) => onChange({ username })} />
            </div></fieldset>
    );
}
