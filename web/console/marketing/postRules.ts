import type { Post } from "../../shared/apiTypes";

export type Platform = Post["platform"];

/** Where posts go, in the order they are offered. */
export const platforms: readonly Platform[] = ["wechat", "weibo", "xiaohongshu", "douyin", "x", "instagram", "facebook", "linkedin", "other"];

/** How many characters a platform usually takes; none is known of the others, and accounts that pay may have more. */
const limits: Partial<Record<Platform, number>> = { weibo: 2000, xiaohongshu: 1000, douyin: 1000, x: 280, instagram: 2200, facebook: 63_206, linkedin: 3000 };

/** How long a text is on a platform, and how long it may be; `null` where no limit is known. A hint: nothing is refused. */
export function lengthOn(platform: Platform, text: string): { length: number; limit: number } | null {
    const limit = limits[platform];
    if (limit === undefined) return null;
    return { length: platform === "x" ? weightOnX(text) : [...text].length, limit };
}

/** X counts a link as 23, and what is neither Latin nor punctuation twice (its `twitter-text` v3 configuration). */
function weightOnX(text: string): number {
    const rest = text.replace(/https?:\/\/\S+/g, "");
    const links = (text.match(/https?:\/\/\S+/g) ?? []).length;
    let weight = 23 * links;
    for (const { segment } of new Intl.Segmenter().segment(rest)) weight += [...segment].every(isLight) ? [...segment].length : 2;
    return weight;
}

function isLight(character: string): boolean {
    const code = character.codePointAt(0) ?? 0;
    return code <= 4351 || (code >= 8192 && code <= 8205) || (code >= 8208 && code <= 8223) || (code >= 8242 && code <= 8247);
}

/** What is put on the clipboard: everything one pastes into the platform. */
export function wordsOf(post: { title: string; text: string; url: string | null }): string {
    return [post.title, post.text, post.url ?? ""].filter((part) => part !== "").join("\n\n");
}

/** What a post is called in a list: its title, or how its text begins. */
export function headingOf(post: Post): string {
    return post.title || (post.text.split("\n")[0] ?? "");
}

/** When it went out, or is to. */
export function momentOf(post: Post): string | null {
    return post.posted_at ?? post.planned_for;
}

/** The post as it is by now: due once its time has come, also on a page that was read before. */
export function asOf(post: Post, now: number): Post {
    return post.state === "planned" && Date.parse(post.planned_for ?? "") <= now ? { ...post, state: "due" } : post;
}

/** The list in its parts: what is to be posted, the next first; ideas, and what is over, the latest first. */
export function partsOf(items: readonly Post[]): { name: "next" | "ideas" | "over"; items: readonly Post[] }[] {
    const by = (one: Post) => (momentOf(one) ?? one.created_at) + one.id;
    const rising = [...items].sort((a, b) => by(a) < by(b) ? -1 : 1);
    const falling = [...rising].reverse();
    return ([
        { name: "next", items: rising.filter((one) => one.state === "planned" || one.state === "due") },
        { name: "ideas", items: falling.filter((one) => one.state === "draft") },
        { name: "over", items: falling.filter((one) => one.state === "posted" || one.state === "skipped") },
    ] as const).filter((part) => part.items.length > 0);
}

/** The days of a month's page, whole weeks from Monday, each by the reader's clock at midnight. */
export function daysOf(month: Date): readonly Date[] {
    const first = new Date(month.getFullYear(), month.getMonth(), 1);
    const lead = (first.getDay() + 6) % 7;
    const length = new Date(month.getFullYear(), month.getMonth() + 1, 0).getDate();
    return Array.from({ length: Math.ceil((lead + length) / 7) * 7 }, (_, place) => new Date(month.getFullYear(), month.getMonth(), 1 + place - lead));
}

/** A day as an address says it, `2026-12-01`. */
export function dayKey(day: Date): string {
    return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}

/** An instant as a field for date and time wants it: the reader's own clock, to the minute. */
export function localMinute(instant: string): string {
    const date = new Date(instant);
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
