import { live } from "../shell/connection";

const repeatMilliseconds = 3000;
let told: { ticket: string; note: boolean; at: number } | null = null;
let stopTimer: ReturnType<typeof setTimeout> | undefined;

/** Tells others that I am writing; repeated while I write, and ended five seconds after the last stroke. */
export function writingNow(ticket: string, note: boolean): void {
    const now = Date.now();
    if (!told || told.ticket !== ticket || told.note !== note || now - told.at > repeatMilliseconds) {
        told = { ticket, note, at: now };
        live.signal("typing", { ticket_id: ticket, active: true, private: note });
    }
    clearTimeout(stopTimer);
    stopTimer = setTimeout(writingEnded, 5000);
}

/** Tells others that I have stopped writing. */
export function writingEnded(): void {
    clearTimeout(stopTimer);
    if (!told) return;
    live.signal("typing", { ticket_id: told.ticket, active: false, private: told.note });
    told = null;
}
