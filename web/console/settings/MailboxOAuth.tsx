import type { MailProvider, MailSettings } from "../../shared/mail";
import { CopyButton } from "../shell/CopyButton";
import { Field } from "../shell/Field";
import { t } from "../shell/words";
import { MailSecrets, signsInElsewhere } from "./mailboxRequests";
import { signInName, useRedirectUri } from "./mailProviders";

/** Where a provider gives client ids, and what it calls that. */
const offices: Record<string, [string, string]> = {
    gmail: ["Google Cloud", "https://console.cloud.google.com/auth/clients"],
    microsoft: ["Microsoft Entra", "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade"],
};

interface Props {
    mail: MailSettings; provider: MailProvider | undefined; secrets: MailSecrets;
    onChange: (oauth: MailSettings["oauth"]) => void; onSecrets: (secrets: MailSecrets) => void;
    /** Where the stored secrets go; at another address, and for other servers, they are asked for again. */
    saved?: MailSettings | undefined;
    /** Where the form's foot has no button for it. */
    onSignIn?: (() => void) | undefined;
}

/** Signing in at the provider: what to register there, what it gives for that, and the button that goes there. */
export function MailboxOAuth({ mail, provider, secrets, saved, onChange, onSecrets, onSignIn }: Props) {
    const { oauth } = mail;
    const kept = saved !== undefined && (!saved.oauth.token_url || saved.oauth.token_url === oauth.token_url);
    const elsewhere = signsInElsewhere(saved, mail);
    const redirectUri = useRedirectUri();
    const change = (part: Partial<MailSettings["oauth"]>) => onChange({ ...oauth, ...part });
    const name = signInName(provider, oauth);
    const office = offices[provider?.id ?? ""];
    const back = redirectUri ? new URL(redirectUri) : null;
    const open = back?.protocol === "http:" && !["localhost", "127.0.0.1", "[::1]"].includes(back.hostname);
    return (
        <fieldset className="group"><legend>{t("console.mailbox.oauth", { name })}</legend>
            <p className="meta">{t(`console.mailbox.hint_oauth_${office ? provider?.id : "other"}`)} {office && <a href={office[1]} target="_blank" rel="noreferrer">{t("console.mailbox.openOffice", { name: office[0] })}</a>}</p>
            {back && (
                <div className="field"><span className="label">{t("console.mailbox.redirectUri")}</span>
                    <div className="snippet"><code>{redirectUri}</code><CopyButton text={back.href} label={t("console.copy")} /></div>
                    {open && <small className="hint">{t("console.mailbox.redirectOpen")}</small>}
                    {back.origin !== location.origin && <small className="hint">{t("console.mailbox.redirectElsewhere", { address: back.origin })}</small>}
                </div>
            )}
            <div className="field-row">
                <Field label={t("console.mailbox.clientId")} value={oauth.client_id} required spellCheck={false} onChange={(client_id) => change({ client_id: client_id.trim() })} />
                <Field label={t("console.mailbox.clientSecret")} type="password" autoComplete="new-password" value={secrets.client_secret ?? ""} placeholder={kept ? t("console.mailbox.unchanged") : ""} hint={saved && !kept ? t("console.mailbox.secretAgain") : undefined} onChange={(client_secret) => onSecrets({ ...secrets, client_secret })} />
            </div>
            {onSignIn && <div><button type="button" className="button" onClick={({ currentTarget }) => { if (currentTarget.form?.reportValidity()) onSignIn(); }}>{t("console.mailbox.signInAt", { name })}</button>{elsewhere && <small className="hint">{t("console.mailbox.signInAgain")}</small>}</div>}
            <details className="group" open={!provider?.authorize_url}><summary>{t("console.mailbox.oauthMore")}</summary>
                <Field label={t("console.mailbox.authorizeUrl")} type="url" value={oauth.authorize_url} required={!secrets.refresh_token} placeholder="https://" onChange={(authorize_url) => change({ authorize_url })} />
                <Field label={t("console.mailbox.tokenUrl")} type="url" value={oauth.token_url} required placeholder="https://" onChange={(token_url) => change({ token_url })} />
                <Field label={t("console.mailbox.scope")} value={oauth.scope} spellCheck={false} onChange={(scope) => change({ scope })} />
                <Field label={t("console.mailbox.refreshToken")} type="password" autoComplete="new-password" value={secrets.refresh_token ?? ""} placeholder={kept && !elsewhere ? t("console.mailbox.unchanged") : ""} hint={t("console.mailbox.refreshTokenHint")} onChange={(refresh_token) => onSecrets({ ...secrets, refresh_token })} />
            </details>
        </fieldset>
    );
}
