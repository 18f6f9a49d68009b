import type { Notice, Ticket } from "../../shared/wire";
import { session } from "../session/sessionState";
import { tickets } from "../tickets/ticketState";
import { preferences } from "./preferences";
import { currentPlace, navigate } from "./router";
import { say } from "./toastState";
import { t } from "./words";

let audio: AudioContext | null = null;

/** Two soft tones made on the spot; a browser that forbids sound before the first click stays silent. */
export function ring(): void {
    try {
        // A browser refuses sound until the page was first touched.
        const touched = (navigator as unknown as { userActivation?: { hasBeenActive: boolean } }).userActivation;
        if (touched && !touched.hasBeenActive) return;
        audio ??= new AudioContext();
        if (audio.state === "suspended") void audio.resume();
        const start = audio.currentTime;
        for (const [index, hertz] of [660, 880].entries()) {
            const tone = audio.createOscillator();
            const loudness = audio.createGain();
            tone.frequency.value = hertz;
            const at = start + index * 0.12;
            loudness.gain.setValueAtTime(0, at);
            loudness.gain.linearRampToValueAtTime(0.08, at + 0.02);
            loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
            tone.connect(loudness).connect(audio.destination);
            tone.start(at);
            tone.stop(at + 0.32);
        }
    } catch {
        // No sound on this machine; the title and the list still tell.
    }
}

/** Tells of a customer's new message, unless it is already before one's eyes or another agent's affair. */
export function announce(ticket: Ticket, excerpt: string): void {
    const me = session.get().user;
    const looking = document.visibilityState === "visible" && document.hasFocus();
    if (looking && currentPlace().path === `/tickets/${ticket.number}`) return;
    if (ticket.assignee && ticket.assignee.id !== me?.id) return;
    alarm({ title: ticket.customer.name || t("console.customer.nameless"), body: excerpt, path: `/tickets/${ticket.number}`, tag: ticket.id }, looking);
}

/** Tells of something whose time has come: on the page, and beside it when nobody looks. */
export function noticed(notice: Notice): void {
    say(`${notice.title}: ${notice.body}`, { action: { label: t("console.open"), run: () => navigate(notice.path) } });
    alarm(notice, document.visibilityState === "visible" && document.hasFocus());
}

/** By sound, and on the desktop of whoever does not look here. */
function alarm(notice: Notice, looking: boolean): void {
    const { sound, desktop, push } = preferences.get();
    if (sound) ring();
    // Who has a console open is not pushed to: this page tells what the push would have told.
    if ((desktop || push === session.get().user?.id) && !looking && "Notification" in window && Notification.permission === "granted") {
        const note = new Notification(notice.title, { body: notice.body, tag: notice.tag });
        note.onclick = () => { window.focus(); navigate(notice.path); note.close(); };
    }
}

/** Keeps the count of unread tickets in the title of the page. */
export function badgeTitle(): () => void {
    const show = () => {
        const unread = tickets.get().counts?.unread ?? 0;
        const title = (unread > 0 ? `(${unread}) ` : "") + "Deskbell";
        if (document.title !== title) document.title = title;
    };
    show();
    return tickets.subscribe(show);
}
