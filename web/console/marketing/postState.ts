import { createStore } from "../../shared/store";
import type { Post, PostChange, PostInput } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, patch, post, remove } from "../shell/http";

/** Posts by id, as far as they were read; `null` before the first answer. `rest` reads on. */
export const posts = createStore<{ byId: Readonly<Record<string, Post>> | null; rest: string | null }>({ byId: null, rest: null });

/** Posts came or changed. */
export function postsArrived(items: readonly Post[]): void {
    posts.update((state) => ({ ...state, byId: { ...state.byId, ...Object.fromEntries(items.map((one) => [one.id, one])) } }));
}

/** Reads the list anew, or on from where it ended. */
export async function fetchPosts(rest: string | null = null): Promise<void> {
    const page = await get<Page<Post>>(`/posts?limit=200${rest ? `&cursor=${encodeURIComponent(rest)}` : ""}`);
    postsArrived(page.items);
    posts.update((state) => ({ ...state, rest: page.next_cursor }));
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
