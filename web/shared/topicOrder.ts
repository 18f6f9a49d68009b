/** Puts the numbered messages of one topic in order: each once, ascending, held back while an earlier one is missing. */
export class TopicOrder {
    /** The newest number handed on; what `resume` names. */
    last: number;
    #resuming = false;
    readonly #held = new Map<number, unknown>();
    readonly #delivered = new Set<number>();
    #base: number;

    constructor(last: number) {
        this.last = this.#base = last;
    }

    /** Whether a later message waits and nobody has asked for the earlier one yet. */
    get hasGap(): boolean {
        return this.#held.size > 0 && !this.#resuming;
    }

    /** Returns what can be handed on now that `frame` with number `seq` has come. */
    take(seq: number, frame: unknown): unknown[] {
        if (seq <= this.#base || this.#delivered.has(seq)) return [];
        // A number passed over earlier (its gap was closed by a resume) is news when it does come.
        if (seq <= this.last) {
            this.#delivered.add(seq);
            return [frame];
        }
        this.#held.set(seq, frame);
        return this.#drain(false);
    }

    /** Raises the start to what HTTP has already shown. */
    advance(seq: number): void {
        if (seq > this.last) this.last = seq;
        if (seq > this.#base) this.#base = seq;
        for (const each of this.#held.keys()) if (each <= seq) this.#held.delete(each);
    }

    /** False when a resume is already under way. */
    beginResume(): boolean {
        if (this.#resuming) return false;
        return this.#resuming = true;
    }

    /** The server has sent all it may show: hand on what is held, in order, over numbers not meant for us. */
    endResume(): unknown[] {
        this.#resuming = false;
        return this.#drain(true);
    }

    /** The line broke: the next welcome resumes anew. */
    abandonResume(): void {
        this.#resuming = false;
    }

    /** Starts over from what a refetch showed; numbers may have gone backwards. */
    reset(seq: number): void {
        this.#resuming = false;
        this.last = this.#base = seq;
        this.#delivered.clear();
        for (const each of this.#held.keys()) if (each <= seq) this.#held.delete(each);
    }

    #drain(overGaps: boolean): unknown[] {
        const ready: unknown[] = [];
        for (const seq of [...this.#held.keys()].sort((a, b) => a - b)) {
            if (!overGaps && seq !== this.last + 1) break;
            ready.push(this.#held.get(seq));
            this.#held.delete(seq);
            this.#delivered.add(seq);
            this.last = seq;
        }
        return ready;
    }
}
