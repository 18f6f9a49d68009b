import type { Message } from "../../shared/wire";
import { plainSubject } from "../mail/mailText";
import { daysBetween } from "../shell/times";

/** What a thread draws, in order. */
export type ThreadItem =
    | { kind: "day"; key: string; at: string }
    | { kind: "new"; key: string }
    | { kind: "event"; key: string; message: Message }
    | { kind: "message"; key: string; message: Message; first: boolean; last: boolean; subject: string | null; movedTo: number | null };

const groupMilliseconds = 5 * 60_000;

/** Messages with day rules, the "new" line, and neighbours of one author joined into groups. */
export function threadItems(messages: readonly Message[], leftOffSeq: number | null, me: string | undefined): ThreadItem[] {
    const items: ThreadItem[] = [];
    let before: Message | undefined;
    let lineDrawn = false;
    const subjects = new Set<string>();
    const moved = movedAway(messages);
    messages.forEach((message, index) => {
        if (!before || daysBetween(new Date(before.created_at), new Date(message.created_at)) !== 0) {
            items.push({ kind: "day", key: `day-${message.seq}`, at: message.created_at });
        }
        const news = leftOffSeq !== null && leftOffSeq > 0 && message.seq > leftOffSeq && message.author.id !== me && message.kind !== "event";
        if (news && !lineDrawn) {
            lineDrawn = true;
            items.push({ kind: "new", key: "new" });
        }
        const lineHere = items[items.length - 1]?.kind !== "message";
        if (message.kind === "event") items.push({ kind: "event", key: String(message.seq), message });
        else {
            const next = messages[index + 1];
            items.push({
                kind: "message", key: message.client_id ?? String(message.seq), message,
                first: lineHere || !joined(before, message), last: !next || !joined(message, next),
                subject: message.mail?.subject && subjects.size > 0 && !subjects.has(plainSubject(message.mail.subject)) ? message.mail.subject : null,
                movedTo: moved.get(message.seq) ?? null,
            });
            if (message.mail?.subject) subjects.add(plainSubject(message.mail.subject));
        }
        before = message;
    });
    return items;
}

function joined(a: Message | undefined, b: Message): boolean {
    // A mail names its recipients, so it stands by itself.
    return a !== undefined && !a.mail && !b.mail && a.kind === b.kind && a.kind !== "event" && a.author.id === b.author.id && a.author.kind === b.author.kind
        && Date.parse(b.created_at) - Date.parse(a.created_at) < groupMilliseconds;
}

/** Where mails went that were put on another ticket, by their number here. */
function movedAway(messages: readonly Message[]): Map<number, number> {
    const moved = new Map<number, number>();
    for (const { event } of messages) {
        const { type, seq, number } = (event ?? {}) as Record<string, unknown>;
        if (type === "mail_moved_away" && typeof seq === "number" && typeof number === "number") moved.set(seq, number);
    }
    return moved;
}
