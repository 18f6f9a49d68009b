import { ApiProblem } from "./api";
import { TopicOrder } from "./topicOrder";
import type { ProblemDocument, ServerFrame, Welcome } from "./wire";

/** How the connection stands: "refused" needs a new sign-in (4401) or is not allowed (4403). */
export type LiveState = "connecting" | "online" | "offline" | "refused";

/** The part of a browser's WebSocket the client uses, so a test can stand in for it. */
export interface Wire {
    onopen: (() => void) | null;
    onmessage: ((event: { data: unknown }) => void) | null;
    onclose: ((event: { code: number }) => void) | null;
    send(text: string): void;
    close(code?: number): void;
}

export interface LiveOptions {
    /** What `hello` carries: `{token}` for visitors, `{}` for a console with its cookie. Asked before each attempt. */
    hello(): Record<string, unknown>;
    /** Gets every frame; numbered messages arrive once each and ascending within their topic. */
    onFrame(frame: ServerFrame): void;
    onState(state: LiveState): void;
    /** Signed in (again): subscriptions and gaps are being restored; a moment to flush the outbox. */
    onWelcome?(welcome: Welcome): void;
    /** Too much was missed, or the database's history changed: fetch the topic by HTTP, return its newest seq. */
    onResync(topic: string): Promise<number>;
    connect?(): Wire;
    random?(): number;
}

interface Answer {
    kind: "ack" | "problem";
    ref: string;
    data: unknown;
}

interface Pending {
    resolve(data: unknown): void;
    reject(problem: ApiProblem): void;
    timer: ReturnType<typeof setTimeout>;
}

const answerWithinMs = 10_000;
const probeAfterMs = 45_000;
const stableAfterMs = 5_000;
const longestPauseMs = 30_000;

/** One connection to `/live` that outlives its sockets: it reconnects for ever, resumes, and delivers without gaps. */
export class LiveClient {
    state: LiveState = "connecting";
    /** Attempts in a row that did not reach `hello`'s answer; the widget starts polling at three. */
    failures = 0;
    #socket: Wire | null = null;
    #welcomed = false;
    #epoch: string | null = null;
    #ref = 0;
    #pause: ReturnType<typeof setTimeout> | undefined;
    #probe: ReturnType<typeof setTimeout> | undefined;
    #stable: ReturnType<typeof setTimeout> | undefined;
    readonly #pending = new Map<string, Pending>();
    readonly #topics = new Map<string, TopicOrder>();
    #automatic: readonly string[] = [];
    #stopped = true;

    constructor(private readonly options: LiveOptions) {}

    start(): void {
        if (!this.#stopped) return;
        this.#stopped = false;
        globalThis.addEventListener?.("online", this.hurry);
        globalThis.addEventListener?.("offline", this.#drop);
        globalThis.document?.addEventListener("visibilitychange", this.#wake);
        this.#open();
    }

    stop(): void {
        this.#stopped = true;
        globalThis.removeEventListener?.("online", this.hurry);
        globalThis.removeEventListener?.("offline", this.#drop);
        globalThis.document?.removeEventListener("visibilitychange", this.#wake);
        clearTimeout(this.#pause);
        this.#release();
    }

    /** Watches a topic from `lastSeq` on (what HTTP showed); what came in between is replayed. */
    subscribe(topic: string, lastSeq: number): void {
        const order = this.#topics.get(topic);
        if (order) order.advance(lastSeq);
        else this.#topics.set(topic, new TopicOrder(lastSeq));
        if (!this.#welcomed) return;
        if (!this.#automatic.includes(topic)) this.signal("subscribe", { topics: [topic] });
        this.#resume([topic]);
    }

    unsubscribe(topic: string): void {
        if (this.#topics.delete(topic)) this.signal("unsubscribe", { topics: [topic] });
    }

    /** Sends a frame and returns its `ack`'s data. Throws `ApiProblem`: the server's, or "unreachable". */
    request<Reply>(kind: string, data: unknown): Promise<Reply> {
        if (!this.#welcomed) return Promise.reject(unreachable());
        return this.#ask<Reply>(kind, data);
    }

    /** Sends what may be lost (typing, presence, read marks): nothing happens while offline. */
    signal(kind: string, data: unknown): void {
        if (this.#welcomed) this.#ask(kind, data).catch(() => undefined);
    }

    /** Tries again now instead of after the pause. */
    readonly hurry = (): void => {
        if (this.#stopped || this.#socket || this.state === "refused") return;
        clearTimeout(this.#pause);
        this.#open();
    };

    /** After `refused`, once there is a new token or cookie. */
    restart(): void {
        this.#release();
        this.#enter("connecting");
        this.failures = 0;
        if (!this.#stopped) this.#open();
    }

    readonly #drop = (): void => {
        if (this.#socket) this.#lost(1006);
    };

    readonly #wake = (): void => {
        if (document.visibilityState !== "visible") return;
        if (this.#socket) this.#checkAlive();
        else this.hurry();
    };

    #open(): void {
        let socket: Wire;
        try {
            socket = this.options.connect?.() ?? openSocket();
        } catch {
            this.#lost(1006);
            return;
        }
        this.#socket = socket;
        const patience = setTimeout(() => this.#lost(1006), answerWithinMs);
        this.#stable = patience;
        socket.onopen = () => {
            this.#ask<Welcome>("hello", this.options.hello()).then((welcome) => {
                if (socket === this.#socket) this.#enterWelcomed(welcome);
            }, (problem: ApiProblem) => {
                if (socket === this.#socket) this.#lost(problem.status === 401 ? 4401 : 1006);
            });
        };
        socket.onmessage = ({ data }) => {
            if (socket === this.#socket) this.#receive(String(data));
        };
        socket.onclose = ({ code }) => {
            if (socket === this.#socket) this.#lost(code);
        };
    }

    #enterWelcomed(welcome: Welcome): void {
        clearTimeout(this.#stable);
        this.#stable = setTimeout(() => { this.failures = 0; }, stableAfterMs);
        const changed = this.#epoch !== null && this.#epoch !== welcome.epoch;
        this.#epoch = welcome.epoch;
        this.#automatic = welcome.topics;
        this.#welcomed = true;
        this.#enter("online");
        const wanted = [...this.#topics.keys()];
        const asked = wanted.filter((topic) => !welcome.topics.includes(topic));
        for (const topic of asked) this.signal("subscribe", { topics: [topic] });
        if (changed) for (const topic of wanted) void this.#resync(topic);
        else this.#resume(wanted);
        this.options.onWelcome?.(welcome);
    }

    #receive(text: string): void {
        this.#watchSilence();
        let said: ServerFrame | Answer;
        try {
            said = JSON.parse(text);
        } catch {
            return;
        }
        if (said.kind === "ack" || said.kind === "problem") {
            this.#answer((said as Answer).ref, said.kind === "ack", (said as Answer).data);
            return;
        }
        const frame = said as ServerFrame;
        if (frame.kind === "resync") {
            void this.#resync(frame.topic);
            return;
        }
        const order = this.#topics.get(frame.topic);
        if (order && frame.kind === "message.created" && typeof frame.seq === "number") {
            for (const ready of order.take(frame.seq, frame)) this.options.onFrame(ready as ServerFrame);
            if (order.hasGap) this.#resume([frame.topic]);
            return;
        }
        this.options.onFrame(frame);
    }

    #answer(ref: string, good: boolean, data: unknown): void {
        const waiting = this.#pending.get(ref);
        if (!waiting) return;
        this.#pending.delete(ref);
        clearTimeout(waiting.timer);
        if (good) waiting.resolve(data);
        else waiting.reject(new ApiProblem(data as ProblemDocument));
    }

    /** Asks for what is missing; its ack closes the gap, since numbers we may not see (private notes) never come. */
    #resume(topics: readonly string[]): void {
        if (!this.#welcomed) return;
        const from: Record<string, number> = {};
        for (const topic of topics) {
            const order = this.#topics.get(topic);
            if (order && topic !== "inbox" && order.beginResume()) from[topic] = order.last;
        }
        if (Object.keys(from).length === 0) return;
        this.#ask("resume", from).then(() => {
            for (const topic of Object.keys(from)) this.#settle(topic);
        }, (problem: ApiProblem) => {
            const asked = Object.keys(from);
            for (const topic of asked) this.#topics.get(topic)?.abandonResume();
            // One topic that is gone must not cost the others their news: each is asked for alone.
            if (asked.length > 1 && problem.status) for (const topic of asked) this.#resume([topic]);
            else if (problem.status === 404 || problem.status === 403) this.#topics.delete(asked[0] ?? "");
            else if (problem.status) setTimeout(() => this.#resume(asked), 3_000);
        });
    }

    #settle(topic: string): void {
        for (const ready of this.#topics.get(topic)?.endResume() ?? []) this.options.onFrame(ready as ServerFrame);
    }

    async #resync(topic: string): Promise<void> {
        const order = this.#topics.get(topic);
        try {
            const seq = await this.options.onResync(topic);
            order?.reset(seq);
            if (this.#welcomed) this.#resume([topic]);
        } catch {
            setTimeout(() => {
                if (!this.#stopped && this.#welcomed) void this.#resync(topic);
            }, 2_000 + 3_000 * this.#random());
        }
    }

    #ask<Reply>(kind: string, data: unknown): Promise<Reply> {
        return new Promise<Reply>((resolve, reject) => {
            const ref = String(this.#ref += 1);
            const timer = setTimeout(() => this.#lost(1006), answerWithinMs);
            this.#pending.set(ref, { resolve: resolve as (data: unknown) => void, reject, timer });
            try {
                this.#socket?.send(JSON.stringify({ kind, ref, data }));
            } catch {
                this.#lost(1006);
            }
        });
    }

    #watchSilence(): void {
        clearTimeout(this.#probe);
        this.#probe = setTimeout(() => this.#checkAlive(), probeAfterMs);
    }

    /** A browser cannot see pings, so silence is broken by a question; no answer in time means the line is dead. */
    #checkAlive(): void {
        if (!this.#welcomed || this.#pending.size > 0) return;
        const numbered = [...this.#topics.keys()].filter((topic) => topic !== "inbox");
        if (numbered.length > 0) this.#resume(numbered);
        else this.signal("resume", {});
    }

    #lost(code: number): void {
        this.#release();
        if (this.#stopped) return;
        if (code === 4401 || code === 4403) {
            this.#enter("refused");
            return;
        }
        this.failures += 1;
        this.#enter("offline");
        clearTimeout(this.#pause);
        this.#pause = setTimeout(this.hurry, pauseMs(code, this.failures, this.#random()));
    }

    #release(): void {
        const socket = this.#socket;
        this.#socket = null;
        this.#welcomed = false;
        clearTimeout(this.#stable);
        clearTimeout(this.#probe);
        if (socket) {
            socket.onopen = socket.onmessage = socket.onclose = null;
            socket.close();
        }
        for (const order of this.#topics.values()) order.abandonResume();
        const waiting = [...this.#pending.values()];
        this.#pending.clear();
        for (const each of waiting) {
            clearTimeout(each.timer);
            each.reject(unreachable());
        }
    }

    #random(): number {
        return this.options.random?.() ?? Math.random();
    }

    #enter(state: LiveState): void {
        if (state === this.state) return;
        this.state = state;
        this.options.onState(state);
    }
}

/** The wait before attempt `failures + 1`: doubling from half a second to 30, the upper half of it by chance.
 *
 * A restarting server (1012) is back in a moment, but all its clients must not knock at once. */
export function pauseMs(code: number, failures: number, random: number): number {
    if (code === 1012 && failures <= 1) return 200 + 1_800 * random;
    const full = Math.min(longestPauseMs, 500 * 2 ** Math.min(failures, 8));
    return full / 2 + (full / 2) * random;
}

function openSocket(): Wire {
    const url = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/live`;
    return new WebSocket(url, "deskbell.v1") as unknown as Wire;
}

function unreachable(): ApiProblem {
    return new ApiProblem({ type: "/problems/unreachable", title: "Unreachable", status: 0 });
}
