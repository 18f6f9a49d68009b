import { useEffect, useState } from "react";
import type { MailProvider, MailSettings } from "../../shared/mail";
import { get } from "../shell/http";
import { t } from "../shell/words";

interface Presets { items: MailProvider[]; redirect_uri: string }
let asked: Promise<Presets> | null = null;

/** The providers whose servers Deskbell knows; fetched once. */
export function useMailProviders(): readonly MailProvider[] {
    return usePresets()?.items ?? none;
}

/** Where providers send the browser back to after signing in there; null until it is known. */
export function useRedirectUri(): string | null {
    return usePresets()?.redirect_uri ?? null;
}

const none: readonly MailProvider[] = [];

function usePresets(): Presets | null {
    const [presets, setPresets] = useState<Presets | null>(null);
    useEffect(() => {
        asked ??= get<Presets>("/mailbox-presets");
        asked.then(setPresets, () => { asked = null; });
    }, []);
    return presets;
}

/** Whose page one signs in at, as people call it. */
export function signInName(provider: MailProvider | undefined, oauth: MailSettings["oauth"]): string {
    if (provider) return ({ gmail: "Google", microsoft: "Microsoft" } as Record<string, string>)[provider.id] ?? provider.name;
    return /^https?:\/\/([^/:]+)/.exec(oauth.authorize_url)?.[1] ?? t("console.mailbox.theProvider");
}

/** The provider an address belongs to, when its domain tells. */
export function providerOf(providers: readonly MailProvider[], address: string): MailProvider | undefined {
    const domain = address.slice(address.lastIndexOf("@") + 1).trim().toLowerCase();
    return providers.find(({ domains }) => domains.includes(domain));
}

/** The provider whose receiving server these settings name. */
export function providerIn(providers: readonly MailProvider[], mail: Pick<MailSettings, "imap">): MailProvider | undefined {
    return providers.find(({ imap }) => imap.host === mail.imap.host);
}

/** Settings with the servers of a provider in place; who chose to sign in there still does. */
export function withProvider(mail: MailSettings, { imap, smtp, password, id, authorize_url, token_url, scope }: MailProvider): MailSettings {
    const auth = password === "oauth" || (mail.imap.auth === "oauth" && mail.oauth.provider === id) ? "oauth" : "password";
    const oauth = token_url ? { ...mail.oauth, provider: id, authorize_url: authorize_url ?? "", token_url, scope: scope ?? "" } : mail.oauth;
    return { ...mail, oauth, imap: { ...mail.imap, ...imap, auth }, smtp: { ...mail.smtp, ...smtp, auth } };
}

/** Settings with the usual server names of a domain, for whoever runs their own. */
export function withDomain(mail: MailSettings, address: string): MailSettings {
    const domain = address.slice(address.lastIndexOf("@") + 1).trim();
    if (!domain.includes(".")) return mail;
    return { ...mail, imap: { ...mail.imap, host: `imap.${domain}` }, smtp: { ...mail.smtp, host: `smtp.${domain}` } };
}

/** What a new mailbox begins with. */
export const newMailSettings: MailSettings = {
    address: "", aliases: [], sender_name: "agent",
    imap: { host: "", port: 993, security: "tls", username: "", auth: "password", folder: "INBOX", after: "leave", move_to: "" },
    smtp: { host: "", port: 465, security: "tls", username: "", auth: "password" },
    oauth: { provider: "", client_id: "", authorize_url: "", token_url: "", scope: "" },
    signature: {}, acknowledge: false,
    acknowledgement: { en: "Thank you for your message. We have received it and will answer soon.", "zh-Hans": "您的来信我们已经收到，会尽快回复您。" },
    undo_seconds: 10, max_size_mb: 35, join_same_subject: false, offer_joining_minutes: 30, start: "now", quote_history: false, authserv_id: "",
};
