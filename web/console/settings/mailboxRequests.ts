import type { MailServer, MailSettings, TestStep } from "../../shared/mail";
import type { Inbox } from "../../shared/staff";
import { post } from "../shell/http";

/** What only goes to the server and never comes back. */
export interface MailSecrets { imap_password?: string; smtp_password?: string; client_secret?: string; refresh_token?: string }

/** What goes along with the settings of a mailbox: the secrets that were typed, one password for both ways unless a second was. */
export function withSecrets(typed: MailSecrets): { secrets?: MailSecrets } {
    const secrets = filled(typed);
    return Object.keys(secrets).length > 0 ? { secrets } : {};
}

/** Leaves for the provider's page, where one signs in; the settings must be saved. It sends the browser back. */
export async function goSignIn(inbox: string): Promise<void> {
    location.assign((await post<{ authorize_url: string }>(`/inboxes/${inbox}/mailbox/oauth`)).authorize_url);
}

/** Whether a form for signing in at the provider goes there next: with a pasted refresh token nobody has to. */
export function goesToProvider(mail: MailSettings, typed: MailSecrets): boolean {
    return mail.imap.auth === "oauth" && !typed.refresh_token;
}

/** Tries the mailbox as it is typed, before anything is kept: every step with how it went. */
export async function testMailbox(inbox: string, mail: MailSettings, typed: MailSecrets): Promise<TestStep[]> {
    const { imap_password, smtp_password } = filled(typed);
    const passwords = { ...(imap_password ? { imap_password } : {}), ...(smtp_password ? { smtp_password } : {}) };
    return (await post<{ steps: TestStep[] }>(`/inboxes/${inbox}/mailbox/test`, { settings: { mail }, ...passwords })).steps;
}

/** Whether every step went well. */
export function allWell(steps: readonly TestStep[]): boolean {
    return steps.length > 0 && steps.every(({ ok }) => ok);
}

/** Settings as the server wants them: an empty sign-in name is the address. */
export function settled(mail: MailSettings): MailSettings {
    return { ...mail, address: mail.address.trim(), imap: { ...mail.imap, username: mail.imap.username.trim() || mail.address.trim() }, smtp: { ...mail.smtp, username: mail.smtp.username.trim() || mail.address.trim() } };
}

/** Whether how one signs in differs, so it has to be tried again. */
export function connectsOtherwise(before: Inbox["settings"]["mail"], after: MailSettings): boolean {
    const part = ({ address, imap, smtp, oauth }: MailSettings) => JSON.stringify([address, imap, smtp, oauth]);
    return !before || part(before) !== part(after);
}

/** Whether what is stored would be shown where it was not: then the server wants it entered anew. */
export function showsElsewhere(auth: MailServer["auth"], before: MailServer, after: MailServer): boolean {
    const shows = (server: MailServer) => server.host !== "" && server.username !== "" && server.auth === auth;
    return shows(after) && !(shows(before) && after.host.toLowerCase() === before.host && after.port === before.port && [before.security, "tls"].includes(after.security));
}

/** Whether a sign-in at a provider would be shown to other servers than the saved ones. */
export function signsInElsewhere(saved: MailSettings | undefined, mail: MailSettings): boolean {
    const { imap, smtp } = settled(mail);
    return saved !== undefined && (showsElsewhere("oauth", saved.imap, imap) || showsElsewhere("oauth", saved.smtp, smtp));
}

function filled(typed: MailSecrets): MailSecrets {
    const secrets = Object.fromEntries(Object.entries(typed).filter(([, value]) => value)) as MailSecrets;
    if (secrets.imap_password && !secrets.smtp_password) secrets.smtp_password = secrets.imap_password;
    return secrets;
}
