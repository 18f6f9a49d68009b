// The shapes of mail, spelt as the server spells them. Instants are RFC 3339 UTC.
import type { TicketActions } from "./apiTypes";
import type { Attachment, Bilingual } from "./wire";

export interface MailPerson { name: string; address: string }

/** Who gets a mail. */
export interface MailRecipients { to: MailPerson[]; cc: MailPerson[]; bcc: MailPerson[] }

/** How far a mail has come: on its way, done, or in need of somebody. */
export type DeliveryState = "queued" | "sending" | "retry" | "sent" | "delivered" | "read" | "delayed" | "uncertain" | "failed" | "bounced" | "suppressed" | "complained";

export interface MailRecipient { address: string; name?: string; role: "to" | "cc" | "bcc"; state: DeliveryState; detail: string | null; at: string | null }

/** Which rule put a mail on its ticket, and what the rule saw. */
export interface Explanation { rule: string; detail: Record<string, unknown> | null }

/** What a message that is a mail has beyond its text. */
export interface MailView {
    /** Of the mail in the mail log; for trying again and settling. */
    id?: string;
    direction: "in" | "out";
    from: MailPerson;
    to: MailPerson[];
    cc: MailPerson[];
    bcc?: MailPerson[];
    subject: string;
    sent_at: string | null;
    /** Where in the text the trailing quote or signature begins, in UTF-16 units. */
    folds_at: number | null;
    has_html: boolean;
    automatic: { is: boolean; reasons: string[] };
    /** How large a mail is on its server of which only the beginning was fetched. */
    whole_size_bytes?: number | null;
    /** Why a mail that came is on this ticket. */
    explanation?: Explanation | null;
    state?: DeliveryState | null;
    recipients?: MailRecipient[] | null;
    /** What the other server said last. */
    server_text?: string | null;
}

/** The answer of `GET /tickets/{id}/messages/{seq}/mail`. */
export interface MailOriginal {
    headers: { name: string; value: string }[];
    text: string;
    html: string | null;
    attachments: { id: string | null; name: string; content_type: string; content_id: string | null; inline: boolean; url: string | null; size_bytes: number | null }[];
    /** What could not be read as it should, in plain words. */
    errors?: string[];
    /** By which address each picture from elsewhere may be fetched through the server. */
    pictures?: { address: string; link: string }[];
}

/** The answer of `GET /tickets/{id}/recipients`. */
export interface NextRecipients extends MailRecipients {
    /** Off: mails wait until it is switched on again. */
    mailbox: "on" | "off" | "none";
    from: MailPerson | null; undo_seconds?: number; subject?: string;
}

/** Why a reply whose time had come was not posted; none when the customer wrote first. */
export type HeldProblem = "ticket_closed" | "ticket_internal" | "ticket_gone" | "files_gone" | "not_by_mail" | "assignee_refused" | "actions_refused" | "status_refused" | "refused";

/** A reply with a time; one waiting for its undo seconds is the same thing. */
export interface ScheduledReply {
    id: string; ticket_id: string; client_id?: string | null; text: string; recipients: MailRecipients | null; attachments: Attachment[];
    send_at: string; undo: boolean; cancel_on_reply: boolean; solve: boolean;
    /** What a canned reply does besides answering; done when the reply is sent. */
    actions?: TicketActions | null; author?: { id: string; name: string } | null;
    state?: string; problem?: HeldProblem | null;
}

export type Security = "tls" | "starttls" | "none";
export interface MailServer { host: string; port: number; security: Security; username: string; auth: "password" | "oauth" }

/** `settings.mail` of an inbox of kind "email". */
export interface MailSettings {
    address: string; aliases: string[]; sender_name: "agent" | "team" | "inbox";
    imap: MailServer & { folder: string; after: "leave" | "seen" | "move"; move_to: string }; smtp: MailServer;
    oauth: { provider: string; client_id: string; authorize_url: string; token_url: string; scope: string };
    signature: Bilingual; acknowledge: boolean; acknowledgement: Bilingual;
    undo_seconds: number; max_size_mb: number; join_same_subject: boolean; offer_joining_minutes: number; start: string; quote_history: boolean; authserv_id: string;
}

/** A mail provider whose servers are known (`GET /mailbox-presets`). */
export interface MailProvider {
    id: string; name: string;
    imap: { host: string; port: number; security: Security }; smtp: { host: string; port: number; security: Security };
    /** What goes into the password field: an ordinary password, or one made for programs. */
    password: "password" | "code" | "app" | "oauth";
    domains: string[]; authorize_url: string | null; token_url: string | null; scope: string | null;
}

/** The answer of `GET /inboxes/{id}/mailbox`. */
export interface MailboxState {
    state: "connected" | "connecting" | "failing" | "off";
    last_success_at: string | null; last_error_code: string | null; last_error: string | null;
    waiting: number; inbound_url: string | null;
    has_secrets: { imap_password?: boolean; smtp_password?: boolean; client_secret?: boolean; refresh_token?: boolean };
}

export interface TestStep { name: string; ok: boolean; code: string; detail: string | null }

/** One line of the mail log (`GET /mails`). */
export interface LoggedMail {
    id: string; direction: "in" | "out"; inbox_id: string; at: string;
    state: DeliveryState | "stored" | "processed" | "duplicate" | "ignored";
    from: string; to: string[]; subject: string;
    ticket_id: string | null; ticket_number: number | null; seq: number | null;
    /** The way it came, or why it was sent: "imap", "http", "reply", "survey". */
    source: string; attempts: number; size_bytes: number;
    explanation: Explanation | null; error: string | null;
    recipients?: MailRecipient[] | null;
}

/** An address nothing automatic is sent to (`GET /suppressed-addresses`). */
export interface SuppressedAddress { address: string; reason: string; detail: string; created_at: string }
