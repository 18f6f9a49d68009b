import { createStore } from "../../shared/store";
import type { Company, Presence, Session, Setup, User } from "../../shared/staff";
import { get, remove } from "../shell/http";
import { speak } from "../shell/words";
import { fetchWholeDirectory, directory } from "../settings/directoryState";
import { viewerKnown } from "../tickets/ticketState";
import { countsWanted } from "../tickets/ticketRequests";
import { pushRenewed } from "../shell/push";
import { restoreKept } from "../tickets/sending";

/** Who is signed in, and what the page should show before anyone is. */
export interface SessionState {
    phase: "loading" | "setup" | "signed-out" | "ready" | "unreachable";
    setup: Setup | null;
    user: User | null;
    company: Company | null;
    permissions: readonly string[];
    workAlone: boolean;
    /** The live presence of colleagues, by user id. */
    presence: Readonly<Record<string, Presence>>;
    /** Shown once after the owner was made: where the chat line goes. */
    welcome: boolean;
}

/** The session of this page. */
export const session = createStore<SessionState>({
    phase: "loading", setup: null, user: null, company: null, permissions: [], workAlone: false, presence: {}, welcome: false,
});

/** Asks the server how things stand: first visit, signed out, or at work. */
export async function openSession(): Promise<void> {
    try {
        const setup = await get<Setup>("/setup");
        session.update((state) => ({ ...state, setup }));
        if (setup.needs_owner) { session.update((state) => ({ ...state, phase: "setup" })); return; }
    } catch {
        session.update((state) => ({ ...state, phase: "unreachable" }));
        return;
    }
    await enter();
}

/** Fetches who I am and everything the console needs at hand. */
export async function enter(options: { welcome?: boolean } = {}): Promise<void> {
    try {
        const answer = await get<Session>("/session");
        await speak(answer.user.locale);
        viewerKnown({ id: answer.user.id, teamIds: answer.user.team_ids });
        session.update((state) => ({
            ...state, phase: "ready", user: answer.user, company: answer.company, permissions: answer.permissions,
            workAlone: answer.work_alone, welcome: options.welcome ?? false,
        }));
        restoreKept();
        countsWanted();
        await fetchWholeDirectory();
        usersKnown();
        pushRenewed(answer.user.id);
    } catch (problem) {
        const signedOut = (problem as { status?: number }).status === 401;
        session.update((state) => ({ ...state, phase: signedOut ? "signed-out" : "unreachable" }));
    }
}

/** The list of users changed: presence and work-alone mode follow from it. */
export function usersKnown(): void {
    const users = directory.get().users;
    if (users.length === 0) return;
    session.update((state) => ({
        ...state, workAlone: users.filter((user) => user.active).length < 2,
        presence: { ...Object.fromEntries(users.map((user) => [user.id, user.presence])), ...state.presence },
    }));
}

/** I changed my own details. */
export function userChanged(user: User): void {
    void speak(user.locale);
    session.update((state) => ({ ...state, user: { ...state.user, ...user } }));
}

/** The company's details changed. */
export function companyChanged(company: Company): void {
    session.update((state) => ({ ...state, company }));
}

/** A colleague came, stepped away, or left. */
export function presenceChanged(id: string, presence: Presence): void {
    session.update((state) => ({ ...state, presence: { ...state.presence, [id]: presence } }));
}

/** The session ran out or was ended elsewhere. */
export function sessionEnded(): void {
    session.update((state) => state.phase === "ready" ? { ...state, phase: "signed-out", user: null } : state);
}

/** Signs out here; nothing of this person's work stays in the page. */
export async function signOut(): Promise<void> {
    await remove("/session").catch(() => undefined);
    localStorage.removeItem("deskbell.outbox");
    location.assign("/");
}

/** The first-visit notice was read. */
export function welcomeDone(): void {
    session.update((state) => ({ ...state, welcome: false }));
}

/** Whether the person may do something; an owner may do everything. */
export function may(state: SessionState, permission: string): boolean {
    return state.user?.role === "owner" || state.permissions.includes(permission);
}
