import { createStore } from "../../shared/store";
import type { Post, PostChange, PostInput } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, patch, post, remove } from "../shell/http";

/** Posts as far as they were read. */
export interface PostState {
    /** `null` before the first answer. */
    byId: Readonly<Record<string, Post>> | null;
    /** Which hold the words searched for; `null` while nothing is. */
    found: readonly string[] | null;
    /** Where the list is read on. */
    rest: string | null;
}

/** What is known of posts. */
export const posts = createStore<PostState>({ byId: null, found: null, rest: null });
let asked = "";

/** Posts came or changed. */
export function postsArrived(items: readonly Post[]): void {
    posts.update((state) => ({ ...state, byId: { ...state.byId, ...Object.fromEntries(items.map((one) => [one.id, one])) } }));
}

/** Reads the list anew, or on from where it ended; with words, what holds them. */
export async function fetchPosts(words: string, rest: string | null = null): Promise<void> {
    const wanted = asked = `/posts?limit=200${words ? `&q=${encodeURIComponent(words)}` : ""}${rest ? `&cursor=${encodeURIComponent(rest)}` : ""}`;
    const page = await get<Page<Post>>(wanted);
    postsArrived(page.items);
    if (asked !== wanted) return;
    const ids = page.items.map((one) => one.id);
    posts.update((state) => ({ ...state, rest: page.next_cursor, found: words ? [...rest ? state.found ?? [] : [], ...ids] : null }));
}

/** Reads everything of a span of time. */
export async function fetchPostsBetween(from: Date, until: Date): Promise<void> {
    const address = `/posts?limit=200&from=${from.toISOString()}&until=${until.toISOString()}`;
    let cursor: string | null = null;
    do {
        const page: Page<Post> = await get<Page<Post>>(`${address}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
        postsArrived(page.items);
        cursor = page.next_cursor;
    } while (cursor);
}

/** Reads one. */
export async function fetchPost(id: string): Promise<void> {
    postsArrived([await get<Post>(`/posts/${id}`)]);
}

/** Notes a new one. */
export async function addPost(input: PostInput): Promise<Post> {
    const made = await post<Post>("/posts", input);
    postsArrived([made]);
    return made;
}

/** Changes one; a version makes the server refuse when somebody changed it meanwhile. */
export async function changePost(id: string, change: PostChange, version?: number): Promise<void> {
    postsArrived([await patch<Post>(`/posts/${id}`, change, version)]);
}

/** Removes one from the plan. */
export async function removePost(id: string): Promise<void> {
    await remove(`/posts/${id}`);
    posts.update((state) => { const byId = { ...state.byId }; delete byId[id]; return { ...state, byId }; });
}
