// The shapes only staff see, spelt as the server spells them. Instants are RFC 3339 UTC.
import type { MailRecipients, MailSettings } from "./mail";
import type { Attachment, Bilingual, Channel, DetailField, FormField, Ref } from "./wire";

export type { ApiKey, CannedReply, CustomerNote, SetupState as Setup, Tag as CountedTag, Team, TicketCounts } from "./apiTypes";
export type Role = "owner" | "supervisor" | "agent";
export type Presence = "online" | "away" | "offline";
export type LocaleName = "en" | "zh-Hans";

export interface User {
    id: string; name: string; email: string; role: Role; locale: LocaleName; time_zone: string; active: boolean;
    team_ids: string[]; presence: Presence; capacity: number; created_at: string; invitation_url?: string | null;
}

export interface Company { name: string; time_zone: string; locale: LocaleName; currency: string }

/** The answer of `GET /session`. */
export interface Session { user: User; company: Company; permissions: string[]; work_alone: boolean }


export interface SavedView {
    id: string; name: string; subject: "ticket" | "customer"; shared: boolean; filters: Record<string, string>; position: number; version: number;
}
export interface CustomField {
    id: string; key: string; label: Bilingual; subject: FieldSubject;
    type: FieldType; options: string[]; required: boolean; position: number; archived_at?: string | null;
}
export type FieldSubject = "ticket" | "customer" | "company";
export type FieldType = "text" | "long_text" | "number" | "money" | "date" | "datetime" | "checkbox" | "select" | "multiselect" | "link" | "email" | "phone" | "customer" | "user";

export type Windows = [string, string][];
export interface OfficeHours {
    id: string; name: string; time_zone: string; days: Record<string, Windows>;
    holidays: { date: string; name: string; working: boolean; windows?: Windows }[];
}

export interface ReopenRule { mode: "reopen" | "reopen_within_days" | "new_ticket"; days: number }
export interface InboxSettings {
    greeting?: Bilingual; color?: string; position?: "right" | "left";
    pre_chat?: { enabled: boolean; fields: DetailField[]; required: DetailField[] };
    ask_email_when_offline?: boolean; office_hours_id?: string | null; reply_time?: "auto" | "minutes" | "hours" | "day";
    allowed_origins?: string[]; csat?: { enabled: boolean; delay_seconds: number; cool_down_days: number }; reopen?: ReopenRule;
    auto_close_days?: number | null; attachments?: boolean; emoji?: boolean;
    title?: Bilingual; intro?: Bilingual; fields?: FormField[]; thanks?: Bilingual;
    mail?: MailSettings; reply_mailbox_id?: string | null;
    platform?: string; trusts_identities?: boolean;
}
export interface Inbox {
    id: string; key: string; kind: Channel; name: string; enabled: boolean; team_id: string | null;
    settings: InboxSettings; created_at: string; version: number;
}

export interface AuditEntry {
    id: string; at: string; actor: { kind: string; id: string | null; name: string };
    action: string; subject: { kind: string; id: string | null };
    changes: Record<string, { from?: unknown; to?: unknown }> | null; remote_address: string | null;
}

/** What was written on one paper of a ticket and not sent. */
export interface SavedDraft { text: string; attachments: Attachment[]; recipients?: MailRecipients | null; updated_at: string }


/** A colleague who has a ticket open. */
export interface Viewing { id: string; name: string; state: "viewing" | "writing" }

export interface Customer {
    id: string; name: string; kind: string; company: Ref | null;
    emails: { address: string; primary: boolean; verified?: boolean }[];
    phones: { number: string; primary: boolean }[];
    handles: Record<string, string>; locale: string | null; time_zone: string | null; country: string | null; city: string | null;
    vip: boolean; owner: Ref | null; tags: string[]; custom_fields: Record<string, unknown>;
    consent: Partial<Record<ConsentPurpose, { granted: boolean; at: string; source: string } | null>> | null;
    notes_count: number; open_ticket_count: number; ticket_count: number; last_seen_at: string | null;
    created_at: string; updated_at: string; version: number;
}
export const consentPurposes = ["email_marketing", "phone_marketing", "message_marketing", "post_marketing"] as const;
export type ConsentPurpose = typeof consentPurposes[number];
export interface TimelineItem {
    id: string; at: string; kind: string; title: string; detail: string | null;
    link: { kind: string; number?: number | null } | null; channel?: Channel | null;
}
