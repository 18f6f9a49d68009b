import { LiveClient } from "../shared/live";
import type { LiveOptions, Wire } from "../shared/live";
import type { Message, ServerFrame } from "../shared/wire";

/** A socket a test holds the other end of. */
export class FakeWire implements Wire {
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;
    readonly sent: { kind: string; ref: string; data: Record<string, unknown> }[] = [];
    closed = false;

    send(text: string): void {
        this.sent.push(JSON.parse(text));
    }

    close(): void {
        this.closed = true;
    }

    say(frame: unknown): void {
        this.onmessage?.({ data: JSON.stringify(frame) });
    }

    last(kind: string): { ref: string; data: Record<string, unknown> } {
        const found = [...this.sent].reverse().find((each) => each.kind === kind);
        if (!found) throw new Error(`no ${kind} was sent; sent: ${this.sent.map((each) => each.kind).join(", ")}`);
        return found;
    }

    ack(kind: string, data: unknown = {}): void {
        this.say({ kind: "ack", ref: this.last(kind).ref, data });
    }
}

export const ticketTopic = "ticket:1" as const;

/** A stored customer's message with number `seq`. */
export function message(seq: number, changes: Partial<Message> = {}): Message {
    return {
        id: `m${seq}`, ticket_id: "1", seq, client_id: null, kind: "reply",
        author: { kind: "customer", id: "c1", name: "Wang Mei" }, text: `text ${seq}`, html: null, event: null,
        attachments: [], mentions: [], created_at: "2026-11-23T10:00:00Z", ...changes,
    };
}

export function created(seq: number, changes: Partial<Message> = {}): ServerFrame {
    return { kind: "message.created", topic: ticketTopic, seq, data: { message: message(seq, changes) } };
}

/** Lets promises that are ready go on. */
export async function settle(): Promise<void> {
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

/** A client whose sockets the test holds, and everything it handed on. */
export function liveClient(changes: Partial<LiveOptions> = {}) {
    const wires: FakeWire[] = [];
    const numbers: (number | undefined)[] = [];
    const states: string[] = [];
    const resynced: string[] = [];
    const client = new LiveClient({
        hello: () => ({ token: "t" }),
        onFrame: (frame) => numbers.push(frame.seq),
        onState: (state) => states.push(state),
        onResync: (topic) => {
            resynced.push(topic);
            return Promise.resolve(50);
        },
        random: () => 0.5,
        connect: () => {
            const wire = new FakeWire();
            wires.push(wire);
            return wire;
        },
        ...changes,
    });
    const newest = () => wires[wires.length - 1] as FakeWire;
    const welcome = async (epoch = "e1") => {
        newest().onopen?.();
        newest().ack("hello", { principal: { kind: "visitor", id: "v", name: "" }, topics: [ticketTopic], epoch, server_time: "" });
        await settle();
    };
    return { client, wires, numbers, states, resynced, newest, welcome };
}
