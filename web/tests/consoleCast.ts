import type { Message, Ticket } from "../shared/wire";

/** A ticket of Wang Mei's late parcel, changed where a test says so. */
export function lateParcel(change: Partial<Ticket> = {}): Ticket {
    return {
        id: "t1", number: 1042, subject: "Late parcel", status: "open", priority: "normal", channel: "chat",
        inbox: { id: "i1", name: "Shop chat", key: "shop" },
        customer: { id: "c1", name: "王梅", email: "mei@example.com", vip: false }, participants: [],
        assignee: null, team: null, tags: [], custom_fields: {}, last_seq: 1,
        last_message: { seq: 1, author_kind: "customer", kind: "reply", excerpt: "Late again", created_at: "2026-03-02T08:00:00Z" },
        unread: true, read_seq: 0, customer_read_seq: 0, created_at: "2026-03-02T08:00:00Z", updated_at: "2026-03-02T08:00:00Z",
        waiting_since: "2026-03-02T08:00:00Z", first_response_at: null, solved_at: null, snoozed_until: null, solve_count: 0,
        linked_tickets: [], satisfaction: null, risk: null, version: 1, ...change,
    };
}

/** The message number `seq` of that ticket, from the customer unless a test says otherwise. */
export function message(seq: number, change: Partial<Message> = {}): Message {
    return {
        id: `m${seq}`, ticket_id: "t1", seq, client_id: null, kind: "reply", author: { kind: "customer", id: "c1", name: "王梅" },
        text: `message ${seq}`, html: null, event: null, attachments: [], mentions: [], created_at: `2026-03-02T08:0${seq % 10}:00Z`, ...change,
    };
}
