import { ApiProblem, asProblem } from "./api";
import type { Draft, Message } from "./wire";

/** A message written here and not yet known to be stored by the server. */
export interface Unsent {
    client_id: string;
    draft: Draft;
    /** Milliseconds since 1970. */
    written_at: number;
    state: "sending" | "failed";
    /** Why the server refused it, for a failed one. */
    reason: ApiProblem | null;
}

export interface OutboxOptions {
    /** Keeps what is unsent over a reload; null keeps it in memory only. */
    storage: Storage | null;
    /** Separates the outboxes of several inboxes or users on one origin. */
    prefix: string;
    /** Resolves once the server has committed the message. */
    deliver(draft: Draft & { client_id: string }): Promise<Message>;
    onChange(unsent: readonly Unsent[]): void;
    onSent(message: Message, clientID: string): void;
}

const busyPauseMs = 4_000;

/** Unsent messages, delivered one by one in the order they were written, and kept until the server has them.
 *
 * A repeat is harmless: `client_id` is unique per ticket on the server, so the stored message is answered again. */
export class Outbox {
    #unsent: Unsent[] = [];
    #busy = false;

    constructor(private readonly options: OutboxOptions) {
        const { storage, prefix } = options;
        for (let i = 0; storage && i < storage.length; i += 1) {
            const key = storage.key(i);
            if (!key?.startsWith(prefix)) continue;
            try {
                const kept = JSON.parse(storage.getItem(key) ?? "") as { draft: Draft; written_at: number };
                const { draft, written_at } = kept;
                this.#unsent.push({ client_id: key.slice(prefix.length), draft, written_at, state: "sending", reason: null });
            } catch {
                storage.removeItem(key);
            }
        }
        this.#unsent.sort((a, b) => a.written_at - b.written_at);
    }

    get items(): readonly Unsent[] {
        return this.#unsent;
    }

    /** Puts a message in line and tries to deliver it; returns its `client_id`. */
    add(draft: Draft, clientID: string = newClientID()): string {
        const last = this.#unsent[this.#unsent.length - 1];
        const written_at = Math.max(Date.now(), (last?.written_at ?? 0) + 1);
        this.#unsent.push({ client_id: clientID, draft, written_at, state: "sending", reason: null });
        this.#keep(clientID, { draft, written_at });
        this.#changed();
        void this.flush();
        return clientID;
    }

    /** Tries a refused message again; `changes` are laid over what it carried. */
    retry(clientID: string, changes: Partial<Draft> = {}): void {
        this.#replace(clientID, (item) => ({ ...item, draft: { ...item.draft, ...changes }, state: "sending", reason: null }));
        void this.flush();
    }

    /** Forgets a message, because the person gave it up or it was seen stored. */
    drop(clientID: string): void {
        const before = this.#unsent.length;
        this.#unsent = this.#unsent.filter((item) => item.client_id !== clientID);
        this.options.storage?.removeItem(this.options.prefix + clientID);
        if (this.#unsent.length !== before) this.#changed();
    }

    /** Delivers all that waits; stops quietly when the server cannot be reached, to be called again when it can. */
    async flush(): Promise<void> {
        if (this.#busy) return;
        this.#busy = true;
        try {
            let next: Unsent | undefined;
            while ((next = this.#unsent.find((item) => item.state === "sending"))) {
                const { client_id, draft } = next;
                try {
                    const message = await this.options.deliver({ ...draft, client_id });
                    this.options.onSent(message, client_id);
                    this.drop(client_id);
                } catch (thrown) {
                    const reason = asProblem(thrown);
                    if (reason.passing) {
                        // A busy server is asked again; an unreachable one once the line is back.
                        if (reason.status) setTimeout(() => void this.flush(), busyPauseMs);
                        return;
                    }
                    this.#replace(client_id, (item) => ({ ...item, state: "failed", reason }));
                }
            }
        } finally {
            this.#busy = false;
        }
    }

    #replace(clientID: string, change: (item: Unsent) => Unsent): void {
        this.#unsent = this.#unsent.map((item) => item.client_id === clientID ? change(item) : item);
        this.#changed();
    }

    #keep(clientID: string, value: unknown): void {
        try {
            this.options.storage?.setItem(this.options.prefix + clientID, JSON.stringify(value));
        } catch {
            // A full or forbidden storage costs only the survival of a reload.
        }
    }

    #changed(): void {
        this.options.onChange(this.#unsent);
    }
}

/** A fresh identity for one message; works on pages without a secure context, where `randomUUID` is missing. */
export function newClientID(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
