/** The words of the page's address that say which customers are meant, with what the server calls them. */
const spoken: Readonly<Record<string, string>> = { q: "q", tag: "tag", company: "company_id", owner: "owner_id", vip: "vip", segment: "segment_id", rule: "rule" };

/** What the address asks the list for, in the server's words; without `sort` for exports and changes to many. */
export function filtersOf(query: URLSearchParams): Record<string, string> {
    const filters: Record<string, string> = {};
    for (const [word, parameter] of Object.entries(spoken)) {
        const value = query.get(word) ?? query.get(parameter);
        if (value) filters[parameter] = value;
    }
    return filters;
}

/** The address' words that narrow the list, those of `filters` spelt as the page spells them. */
export function narrowing(query: URLSearchParams): [word: string, value: string][] {
    return Object.entries(spoken).flatMap(([word, parameter]) => {
        const value = query.get(word) ?? query.get(parameter);
        return value && word !== "q" ? [[word, value] as [string, string]] : [];
    });
}

/** The query with one word set or, when it is empty, gone. */
export function changed(query: URLSearchParams, change: Record<string, string>): URLSearchParams {
    const next = new URLSearchParams(query);
    for (const [word, value] of Object.entries(change)) {
        next.delete(spoken[word] ?? word);
        if (value) next.set(word, value); else next.delete(word);
    }
    if (!("view" in change)) next.delete("view");
    return next;
}

/** How many conditions a rule in the address holds; 0 for what is none. */
export function conditionCount(rule: string): number {
    try { return count(JSON.parse(rule)); } catch { return 0; }
}

function count(rule: unknown): number {
    if (typeof rule !== "object" || rule === null) return 0;
    const rules = (rule as { rules?: unknown }).rules;
    return Array.isArray(rules) ? rules.reduce((sum: number, one) => sum + count(one), 0) : 1;
}
