import type { TodayLine, TodaySection } from "./todayState";

export type Name = TodaySection["name"];

/** What can be done to a line besides opening it, and the key that does it. */
export type Act = "reply" | "done" | "tomorrow" | "call";
export const keyOf: Record<Act, string> = { reply: "r", done: "e", tomorrow: "s", call: "c" };

/** Whether the lines of this part are tickets waiting for an answer, now or later today. */
export const isTicket = (name: Name): boolean => name === "chats" || name === "tickets" || name === "snoozed";

/** What can be done to this line by somebody with these rights. */
export function actsOf(name: Name, line: TodayLine, may: (permission: string) => boolean): Act[] {
    if (isTicket(name)) return may("tickets.write") ? ["reply", "tomorrow", "done"] : [];
    if (name === "scheduled") return [];
    if (name === "posts") return may("marketing.write") ? ["tomorrow", "done"] : [];
    const call: Act[] = line.phone ? ["call"] : [];
    if (name === "activities") return may("sales.write") ? [...call, "tomorrow", "done"] : call;
    return [...call, "tomorrow", ...(name === "contracts" && may("sales.write") ? ["done" as const] : [])];
}

/** Tomorrow at the hour it had, or at nine without one. */
export function tomorrow(now: Date, at: string | null): string {
    const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9);
    if (at) { const had = new Date(at); day.setHours(had.getHours(), had.getMinutes()); }
    return day.toISOString();
}
