import { t } from "./words";
import { hush, say } from "./toastState";

interface Step { sentence: string; back: () => void; toast: number }
const steps: Step[] = [];

/** Tells what was done and remembers how to take it back with `z`. */
export function done(sentence: string, back: () => void): void {
    const step: Step = { sentence, back, toast: 0 };
    step.toast = say(sentence, { action: { label: t("console.undo"), run: () => take(step) } });
    steps.push(step);
    if (steps.length > 20) steps.shift();
}

/** Tells what will happen at `until` (milliseconds) while it can still be kept from happening. */
export function doneUntil(until: number, sentence: (seconds: number) => string, back: () => void): void {
    const step: Step = { sentence: sentence(Math.ceil((until - Date.now()) / 1000)), back, toast: 0 };
    step.toast = say(step.sentence, { until, ticking: sentence, action: { label: t("console.undo"), hint: "z", run: () => take(step) } });
    steps.push(step);
    setTimeout(() => { const index = steps.indexOf(step); if (index >= 0) steps.splice(index, 1); }, until - Date.now());
}

/** Takes back the latest step; says so when there is none. */
export function undoLatest(): void {
    const step = steps[steps.length - 1];
    if (!step) { say(t("console.nothingToUndo")); return; }
    take(step);
}

function take(step: Step): void {
    const index = steps.indexOf(step);
    if (index < 0) return;
    steps.splice(index, 1);
    hush(step.toast);
    step.back();
}
