import { createStore } from "../../shared/store";
import type { CannedReply, CountedTag, CustomField, Inbox, OfficeHours, SavedView, Team, User } from "../../shared/staff";
import type { Page } from "../../shared/wire";
import { get } from "../shell/http";

/** The things an owner sets up and every agent uses; small lists, kept whole. */
export interface Directory {
    users: readonly User[];
    teams: readonly Team[];
    tags: readonly CountedTag[];
    cannedReplies: readonly CannedReply[];
    views: readonly SavedView[];
    customFields: readonly CustomField[];
    inboxes: readonly Inbox[];
    officeHours: readonly OfficeHours[];
    /** The lists that have arrived at least once. */
    known: readonly DirectoryName[];
}

/** The names of the lists. */
export type DirectoryName = Exclude<keyof Directory, "known">;

/** Where each list lives on the server. */
export const directoryPaths: Record<DirectoryName, string> = {
    users: "/users", teams: "/teams", tags: "/tags", cannedReplies: "/canned-replies", views: "/views",
    customFields: "/custom-fields", inboxes: "/inboxes", officeHours: "/office-hours",
};

/** The lists of the console. */
export const directory = createStore<Directory>({
    users: [], teams: [], tags: [], cannedReplies: [], views: [], customFields: [], inboxes: [], officeHours: [], known: [],
});

/** Fetches one list whole, page by page. */
export async function fetchDirectory(name: DirectoryName): Promise<void> {
    const items: unknown[] = [];
    let cursor: string | null = null;
    do {
        const from: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
        const page: Page<unknown> = await get<Page<unknown>>(`${directoryPaths[name]}?limit=200${from}`);
        items.push(...page.items);
        cursor = page.next_cursor;
    } while (cursor && items.length < 2000);
    directoryArrived(name, items as never);
}

/** Fetches every list; one that is refused or fails stays empty and the rest still come. */
export async function fetchWholeDirectory(): Promise<void> {
    await Promise.allSettled((Object.keys(directoryPaths) as DirectoryName[]).map(fetchDirectory));
}

/** A list came. */
export function directoryArrived<N extends DirectoryName>(name: N, items: Directory[N]): void {
    directory.update((state) => ({
        ...state, [name]: items, known: state.known.includes(name) ? state.known : [...state.known, name],
    }));
}

/** Something was made or changed. */
export function itemSaved<N extends DirectoryName>(name: N, item: Directory[N][number]): void {
    directory.update((state) => {
        const items = state[name] as readonly { id: string }[];
        const next = items.some((other) => other.id === item.id)
            ? items.map((other) => other.id === item.id ? item : other)
            : [...items, item];
        return { ...state, [name]: next };
    });
}

/** Something was removed. */
export function itemRemoved(name: DirectoryName, id: string): void {
    directory.update((state) => ({
        ...state, [name]: (state[name] as readonly { id: string }[]).filter((item) => item.id !== id),
    }));
}
