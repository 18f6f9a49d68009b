import { createStore } from "../../shared/store";
import type { TicketActions } from "../../shared/apiTypes";
import type { SavedDraft } from "../../shared/staff";
import type { Attachment } from "../../shared/wire";
import { keepable, recipients } from "../mail/recipientState";
import { ApiProblem, get, put, remove } from "../shell/http";

/** The two papers a composer writes on. */
export type Paper = "reply" | "note";

/** What has been written and not sent, and what a canned reply will do with it. */
export interface Unsent { text: string; attachments: readonly Attachment[]; actions: TicketActions | null; edited: boolean }

/** Unsent words of every ticket opened, per paper. */
export interface ComposerState {
    drafts: Readonly<Record<string, Unsent>>;
    /** Papers in front, by ticket; "reply" when not named. */
    papers: Readonly<Record<string, Paper>>;
}

/** The composers' memory: switching tickets loses nothing. */
export const composers = createStore<ComposerState>({ drafts: {}, papers: {} });

const nothing: Unsent = { text: "", attachments: [], actions: null, edited: false };
const saveAfterMilliseconds = 800;
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const asked = new Set<string>();
/** Tickets whose recipients were changed by hand and are not on the server yet. */
const readdressed = new Set<string>();

/** What is unsent on one paper of a ticket. */
export function unsentOf(state: ComposerState, ticket: string, paper: Paper): Unsent {
    return state.drafts[`${ticket}/${paper}`] ?? nothing;
}

/** Puts a paper in front. */
export function paperChosen(ticket: string, paper: Paper): void {
    composers.update((state) => ({ ...state, papers: { ...state.papers, [ticket]: paper } }));
}

/** Words or files changed; they are saved on the server a moment after the last stroke. */
export function unsentChanged(ticket: string, paper: Paper, change: Partial<Pick<Unsent, "text" | "attachments" | "actions">>): void {
    const key = `${ticket}/${paper}`;
    composers.update((state) => ({
        ...state, drafts: { ...state.drafts, [key]: { ...unsentOf(state, ticket, paper), ...change, edited: true } },
    }));
    saveSoon(ticket, paper);
}

/** The people a reply goes to were changed by hand, or no longer are; saved like words. */
export function replyReaddressed(ticket: string): void {
    readdressed.add(ticket);
    saveSoon(ticket, "reply");
}

function saveSoon(ticket: string, paper: Paper): void {
    const key = `${ticket}/${paper}`;
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(() => void saveDraft(ticket, paper), saveAfterMilliseconds));
}

/** Puts words behind what is written on the reply and brings it in front. */
export function replyGrew(ticket: string, words: string): void {
    const { text } = unsentOf(composers.get(), ticket, "reply");
    paperChosen(ticket, "reply");
    unsentChanged(ticket, "reply", { text: text.trim() === "" ? words : `${text.trimEnd()}\n${words}` });
}

/** Saves at once what was changed and not yet saved. */
export async function saveDraft(ticket: string, paper: Paper): Promise<void> {
    const key = `${ticket}/${paper}`;
    clearTimeout(timers.get(key));
    timers.delete(key);
    const unsent = unsentOf(composers.get(), ticket, paper);
    if (!unsent.edited && !(paper === "reply" && readdressed.has(ticket))) return;
    const chosen = paper === "reply" ? recipients.get().edited[ticket] : undefined;
    const people = chosen && keepable(chosen) ? chosen : undefined;
    try {
        const path = `/tickets/${ticket}/drafts/${paper}`;
        const words = { text: unsent.text, attachments: unsent.attachments.map((file) => file.id) };
        if (unsent.text.trim() === "" && unsent.attachments.length === 0 && !people) await remove(path);
        else if (!people) await put(path, words);
        else {
            // Should the server not take these people, the words are kept all the same.
            await put(path, { ...words, recipients: people }).catch((problem) => {
                if (problem instanceof ApiProblem && problem.status === 422) return put(path, words);
                throw problem;
            });
        }
        if (paper === "reply" && recipients.get().edited[ticket] === chosen) readdressed.delete(ticket);
        if (unsentOf(composers.get(), ticket, paper) === unsent) settle(key, { ...unsent, edited: false });
    } catch {
        // The words stay here; the next stroke or the next visit tries again.
    }
}

/** Fetches a ticket's drafts once; words typed meanwhile win over the stored ones. */
export async function fetchDrafts(ticket: string): Promise<void> {
    if (asked.has(ticket)) return;
    asked.add(ticket);
    try {
        const drafts = await get<Record<Paper, SavedDraft | null>>(`/tickets/${ticket}/drafts`);
        for (const paper of ["reply", "note"] as const) {
            const draft = drafts[paper];
            const here = unsentOf(composers.get(), ticket, paper);
            if (draft && !here.edited && here.text === "") {
                settle(`${ticket}/${paper}`, { text: draft.text, attachments: draft.attachments, actions: here.actions, edited: false });
            }
        }
        const people = drafts.reply?.recipients;
        if (people && !readdressed.has(ticket)) {
            recipients.update((state) => state.edited[ticket] ? state : { ...state, edited: { ...state.edited, [ticket]: people } });
        }
        if (!drafts.reply && drafts.note && composers.get().papers[ticket] === undefined) paperChosen(ticket, "note");
    } catch {
        asked.delete(ticket);
    }
}

/** A message left the paper; the server removes its draft itself once it is stored. */
export function unsentTaken(ticket: string, paper: Paper): void {
    const key = `${ticket}/${paper}`;
    clearTimeout(timers.get(key));
    timers.delete(key);
    settle(key, nothing);
}

/** Saves every paper that has unsaved words; the page is about to go. */
export function saveAll(): void {
    for (const key of timers.keys()) {
        const [ticket, paper] = key.split("/");
        if (ticket && (paper === "reply" || paper === "note")) void saveDraft(ticket, paper);
    }
}

function settle(key: string, unsent: Unsent): void {
    composers.update((state) => ({ ...state, drafts: { ...state.drafts, [key]: unsent } }));
}
