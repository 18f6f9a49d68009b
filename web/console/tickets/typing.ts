import { live } from "../shell/connection";

const repeatMilliseconds = 3000;
/** A ticket just opened, or a connection just lost, cannot take the sign yet. */
const retryMilliseconds = 500;

interface Writing { ticket: string; note: boolean; at: number }

let told: Writing | null = null;
let stopTimer: ReturnType<typeof setTimeout> | undefined;

/** Tells others that I am writing; repeated while I write, and ended five seconds after the last stroke. */
export function writingNow(ticket: string, note: boolean): void {
    const now = Date.now();
    if (!told || told.ticket !== ticket || told.note !== note || now - told.at > repeatMilliseconds) {
        told = { ticket, note, at: now };
        tell(told);
    }
    clearTimeout(stopTimer);
    stopTimer = setTimeout(writingEnded, 5000);
}

function tell(writing: Writing): void {
    live.request("typing", { ticket_id: writing.ticket, active: true, private: writing.note }).catch(() => {
        setTimeout(() => { if (told === writing) tell(writing); }, retryMilliseconds);
    });
}

/** Tells others that I have stopped writing. */
export function writingEnded(): void {
    clearTimeout(stopTimer);
    if (!told) return;
    live.signal("typing", { ticket_id: told.ticket, active: false, private: told.note });
    told = null;
}
