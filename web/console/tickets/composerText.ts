/** A picker opened by a character: what was typed after it and where it began. */
export interface Trigger { mark: "/" | "@"; query: string; start: number }

/** The canned-reply or mention search under the caret, or null when the caret is in ordinary text. */
export function triggerAt(text: string, caret: number, marks: readonly ("/" | "@")[]): Trigger | null {
    const before = text.slice(0, caret);
    const found = /(^|\s)([/@])([^\s/@]{0,30})$/.exec(before);
    if (!found) return null;
    const mark = found[2] as "/" | "@";
    if (!marks.includes(mark)) return null;
    const query = found[3] ?? "";
    return { mark, query, start: caret - query.length - 1 };
}

/** The text with the trigger replaced, and the caret after what was put in. */
export function replaceTrigger(text: string, caret: number, trigger: Trigger, put: string): { text: string; caret: number } {
    return { text: text.slice(0, trigger.start) + put + text.slice(caret), caret: trigger.start + put.length };
}

/** Ids of the people whose `@Name` still stands in the text. */
export function mentionsIn(text: string, people: readonly { id: string; name: string }[]): string[] {
    return people.filter((person) => text.includes(`@${person.name}`)).map((person) => person.id);
}

/** How well `words` fits `query`: 0 not at all, higher is better. Letters must appear in order. */
export function fitOf(query: string, words: string): number {
    const wanted = query.trim().toLowerCase();
    const given = words.toLowerCase();
    if (!wanted) return 1;
    const at = given.indexOf(wanted);
    if (at === 0) return 4;
    if (at > 0) return /[\s\-_/]/.test(given[at - 1] ?? "") ? 3 : 2;
    let from = 0;
    for (const letter of wanted) {
        from = given.indexOf(letter, from) + 1;
        if (from === 0) return 0;
    }
    return 1;
}
