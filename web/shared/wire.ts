// The shapes that cross the wire, spelt as the server spells them. Instants are RFC 3339 UTC.
import type { DeliveryState, MailRecipient, MailView } from "./mail";

export type Ref = { id: string; name: string };
export type TicketStatus = "open" | "waiting" | "snoozed" | "solved" | "closed";
export type Priority = "low" | "normal" | "high" | "urgent";
export type Channel = "chat" | "form" | "email" | "phone" | "api" | "internal";
export type PrincipalKind = "agent" | "visitor" | "customer" | "api_key" | "system";
export type Principal = { kind: PrincipalKind; id: string; name: string };

export interface Attachment {
    id: string;
    name: string;
    content_type: string;
    size_bytes: number;
    url: string;
    width?: number;
    height?: number;
}

export interface Author {
    kind: "customer" | "agent" | "system";
    id: string | null;
    name: string;
}

/** What happened, for messages of kind "event"; which members are there depends on `type`. */
export interface TicketEvent {
    type: "created" | "assigned" | "status" | "priority" | "tags" | "subject" | "snoozed" | "survey_sent" | "rated"
        | "linked" | "identified" | "order_asked" | "offer_accepted" | "offer_withdrawn" | "lead_made"
        | "campaign_answered";
    from?: unknown;
    to?: unknown;
    team?: unknown;
    added?: string[];
    removed?: string[];
    until?: string;
    rating?: number;
    comment?: string | null;
    number?: number;
    campaign_id?: string;
    campaign?: string;
}

export interface Message {
    id: string;
    ticket_id: string;
    seq: number;
    client_id: string | null;
    kind: "reply" | "note" | "event";
    author: Author;
    text: string;
    html: string | null;
    event: TicketEvent | null;
    attachments: Attachment[];
    mentions: string[];
    created_at: string;
    /** What it has beyond that when it is a mail; null for all others. */
    mail?: MailView | null;
    /** How it came to the program its conversation lives in; null for all others. */
    delivery?: ProgramDelivery | null;
}

/** The way of an answer to the program that delivers it. */
export interface ProgramDelivery {
    state: "waiting" | "delivered" | "failed" | "unaddressed"; attempts: number; next_at: string | null; status: number | null; fault: string;
}

export interface Tag {
    id: string;
    name: string;
    color: string;
}

export interface Satisfaction {
    rating: number;
    comment: string | null;
    answered_at: string;
}

/** A ticket as staff see it. */
export interface Ticket {
    id: string;
    number: number;
    subject: string;
    status: TicketStatus;
    priority: Priority;
    channel: Channel;
    inbox: Ref & { key: string };
    customer: { id: string; name: string; email: string | null; vip: boolean };
    participants: { kind: string; id: string; name: string; email: string | null }[];
    assignee: Ref | null;
    team: Ref | null;
    tags: Tag[];
    custom_fields: Record<string, unknown>;
    last_seq: number;
    last_message: { seq: number; author_kind: Author["kind"]; kind: Message["kind"]; excerpt: string; created_at: string }
        | null;
    unread: boolean;
    read_seq: number;
    customer_read_seq: number;
    created_at: string;
    updated_at: string;
    waiting_since: string | null;
    first_response_at: string | null;
    solved_at: string | null;
    snoozed_until: string | null;
    solve_count: number;
    linked_tickets: { id: string; number: number; subject: string; status: TicketStatus }[];
    /** An earlier ticket of the same customer that may be the same matter; until somebody says. */
    joining_offer?: { id: string; number: number; subject: string; wrote_at: string } | null;
    satisfaction: Satisfaction | null;
    /** How likely the customer is dissatisfied; of unsolved tickets. */
    risk: { band: "low" | "typical" | "high" } | null;
    version: number;
}

/** A ticket as its customer sees it. */
export interface PublicTicket {
    id: string;
    number: number;
    status: TicketStatus;
    subject: string;
    assignee: { name: string } | null;
    last_seq?: number;
    customer_read_seq?: number;
}

export type Bilingual = { en?: string; "zh-Hans"?: string };
export type DetailField = "name" | "email" | "phone";

export interface WidgetSettings {
    inbox: { name: string; key: string };
    greeting: Bilingual;
    color: string;
    position: "left" | "right";
    pre_chat: { enabled: boolean; fields: DetailField[]; required: DetailField[] };
    attachments: boolean;
    emoji: boolean;
    office: { open: boolean; opens_at: string | null };
    availability: { online: boolean; typical_reply_seconds: number | null };
    ask_email: boolean;
    transcript: boolean;
    /** Whether this visitor may follow their orders here. */
    orders: boolean;
    locale: string;
}

/** The answer of `POST /widget/sessions`. */
export interface WidgetSession {
    visitor_token: string;
    ticket: PublicTicket | null;
    messages: Message[];
    settings: WidgetSettings;
    customer: { name: string | null; email: string | null } | null;
    pending_survey: { token: string } | null;
}

/** The answer of `GET /surveys/{token}`. */
export interface SurveyView {
    company_name: string;
    ticket_number: number;
    agent_name: string | null;
    locale: string;
    rating: number | null;
    comment: string | null;
    state: "open" | "answered" | "changeable" | "expired";
    changeable_until: string | null;
}

export interface FormField {
    key: string;
    label: Bilingual;
    type: "text" | "textarea" | "email" | "phone" | "select" | "checkbox" | "file" | "number" | "date";
    required: boolean;
    options?: { value: string; label: Bilingual }[];
}

/** The answer of `GET /forms/{key}`. */
export interface FormDescription {
    title: Bilingual;
    intro: Bilingual;
    fields: FormField[];
    thanks: Bilingual;
    locale: string;
}

export interface Page<Item> {
    items: Item[];
    next_cursor: string | null;
}

/** An RFC 9457 problem; `kind` is the last part of `type`, which servers may spell out. */
export interface ProblemDocument {
    type: string;
    title: string;
    status: number;
    detail?: string;
    instance?: string;
    errors?: { pointer: string; detail: string }[];
    [extra: string]: unknown;
}

/** Something one person is told of: what it is, and the page that opens. */
export interface Notice { title: string; body: string; path: string; tag: string }

/** Everything the server says unasked on `/live`. */
export type ServerFrame =
    | { kind: "message.created"; topic: `ticket:${string}`; seq: number; data: { message: Message } }
    | { kind: "message.created"; topic: "inbox"; seq?: never;
        data: { ticket_id: string; seq: number; author_kind: Author["kind"]; excerpt: string } }
    | { kind: "ticket.updated"; topic: string; seq?: number; data: { ticket: Ticket | PublicTicket } }
    | { kind: "typing"; topic: string; seq?: never;
        data: { ticket_id: string; principal: Principal; active: boolean; private?: boolean } }
    | { kind: "read"; topic: string; seq?: never; data: { principal: Principal; seq: number; ticket_id?: string } }
    | { kind: "presence"; topic: string; seq?: never;
        data: { principal?: Principal; state?: "online" | "away" | "offline";
            viewers?: { id: string; name: string; state: "viewing" | "writing" }[] } }
    | { kind: "delivery"; topic: string; seq?: never;
        data: { ticket_id: string; seq: number; mail_id?: string; state: DeliveryState; recipients?: MailRecipient[] } }
    | { kind: "prediction.updated"; topic: string; seq?: never; data: { ticket_id: string; band: string; previous_band: string | null } }
    | { kind: "notice"; topic: "inbox"; seq?: never; data: Notice }
    | { kind: "survey.offered"; topic: string; seq?: never; data: { token: string; ticket_id: string } }
    | { kind: "resync"; topic: string; seq?: never; data?: unknown };

/** The answer to `hello`. */
export interface Welcome {
    principal: Principal;
    topics: string[];
    epoch: string;
    server_time: string;
}

/** What `message.send` carries. */
export interface Draft {
    ticket_id?: string;
    text: string;
    private?: boolean;
    attachments?: string[];
    mentions?: string[];
    solve?: boolean;
    seen_seq?: number;
    force?: boolean;
}
