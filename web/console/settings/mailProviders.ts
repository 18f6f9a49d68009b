import type { MailSettings, Security } from "../../shared/mail";

/** A mail provider whose servers are known. */
export interface MailProvider {
    id: string; name: string;
    imap: { host: string; port: number; security: Security }; smtp: { host: string; port: number; security: Security };
    /** What goes into the password field: an ordinary password, or one made for programs. */
    password: "password" | "code" | "app" | "oauth";
    domains: readonly string[];
}

const provider = (id: string, name: string, imap: string, smtp: string, password: MailProvider["password"], domains: readonly string[], smtpPort = 465): MailProvider => ({
    id, name, imap: { host: imap, port: 993, security: "tls" }, smtp: { host: smtp, port: smtpPort, security: smtpPort === 465 ? "tls" : "starttls" }, password, domains,
});

/** The providers to choose from; the servers of any other are filled in by hand. */
export const mailProviders: readonly MailProvider[] = [
    provider("qq", "QQ 邮箱", "imap.qq.com", "smtp.qq.com", "code", ["qq.com", "foxmail.com", "vip.qq.com"]),
    provider("exmail", "腾讯企业邮", "imap.exmail.qq.com", "smtp.exmail.qq.com", "code", []),
    provider("163", "网易 163", "imap.163.com", "smtp.163.com", "code", ["163.com"]),
    provider("126", "网易 126", "imap.126.com", "smtp.126.com", "code", ["126.com"]),
    provider("qiye163", "网易企业邮", "imap.qiye.163.com", "smtp.qiye.163.com", "code", []),
    provider("aliyun", "阿里企业邮", "imap.qiye.aliyun.com", "smtp.qiye.aliyun.com", "code", []),
    provider("gmail", "Gmail", "imap.gmail.com", "smtp.gmail.com", "app", ["gmail.com", "googlemail.com"]),
    provider("microsoft", "Microsoft 365", "outlook.office365.com", "smtp.office365.com", "oauth", ["outlook.com", "hotmail.com", "live.com"], 587),
    provider("icloud", "iCloud", "imap.mail.me.com", "smtp.mail.me.com", "app", ["icloud.com", "me.com", "mac.com"], 587),
    provider("yahoo", "Yahoo", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", "app", ["yahoo.com", "yahoo.co.jp"]),
    provider("fastmail", "Fastmail", "imap.fastmail.com", "smtp.fastmail.com", "app", ["fastmail.com"]),
    provider("zoho", "Zoho", "imap.zoho.com", "smtp.zoho.com", "app", ["zoho.com"]),
];

/** The provider an address belongs to, when its domain tells. */
export function providerOf(address: string): MailProvider | undefined {
    const domain = address.slice(address.lastIndexOf("@") + 1).trim().toLowerCase();
    return mailProviders.find(({ domains }) => domains.includes(domain));
}

/** The provider whose receiving server these settings name. */
export function providerIn(mail: Pick<MailSettings, "imap">): MailProvider | undefined {
    return mailProviders.find(({ imap }) => imap.host === mail.imap.host);
}

/** Settings with the servers of a provider in place. */
export function withProvider(mail: MailSettings, { imap, smtp, password, id }: MailProvider): MailSettings {
    const auth = password === "oauth" ? "oauth" : "password";
    const oauth = id === "microsoft" && !mail.oauth.token_url
        ? { ...mail.oauth, provider: "microsoft", token_url: "https://login.microsoftonline.com/common/oauth2/v2.0/token", scope: "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access" }
        : mail.oauth;
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
    imap: { host: "", port: 993, security: "tls", username: "", auth: "password", folder: "INBOX" },
    smtp: { host: "", port: 465, security: "tls", username: "", auth: "password" },
    oauth: { provider: "", client_id: "", token_url: "", scope: "" },
    signature: {}, acknowledge: false, acknowledgement: {}, undo_seconds: 10, max_size_mb: 35, join_same_subject: false, start: "now",
};
