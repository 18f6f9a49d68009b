/** A piece of plain text: words as they are, or an address one can follow. */
export type TextPiece = { text: string; href: string | null };

const address = /\b(?:https?:\/\/[^\s<>"'，。；！？、（）【】《》]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;

/** Cuts text into words and links. Only http, https and mail addresses ever become links. */
export function linkPieces(text: string): TextPiece[] {
    const pieces: TextPiece[] = [];
    let from = 0;
    for (const found of text.matchAll(address)) {
        const start = found.index ?? 0;
        const shown = trimTail(found[0] ?? "");
        if (start > from) pieces.push({ text: text.slice(from, start), href: null });
        pieces.push({ text: shown, href: shown.startsWith("http") ? shown : `mailto:${shown}` });
        from = start + shown.length;
    }
    if (from < text.length) pieces.push({ text: text.slice(from), href: null });
    return pieces;
}

/** A sentence's own full stop or closing bracket does not belong to the address before it. */
function trimTail(found: string): string {
    let shown = found.replace(/[.,;:!?'"]+$/, "");
    while (shown.endsWith(")") && !shown.includes("(")) shown = shown.slice(0, -1);
    return shown;
}

/** The text without the quoted earlier mail, and that quote; the quote is null when there is none. */
export function foldQuote(text: string): { body: string; quote: string | null } {
    const lines = text.split("\n");
    const start = lines.findIndex((line, index) => index > 0 && opensQuote(line, lines.slice(index + 1)));
    if (start < 0) return { body: text, quote: null };
    return { body: lines.slice(0, start).join("\n").trimEnd(), quote: lines.slice(start).join("\n") };
}

/** The text up to where the server says the quote begins, and the rest; a mail that is all quote folds nothing. */
export function foldAt(text: string, at: number | null): { body: string; quote: string | null } {
    const body = at === null ? "" : text.slice(0, at).trimEnd();
    return at === null || body === "" || at >= text.length ? { body: text, quote: null } : { body, quote: text.slice(at).replace(/^\n+/, "") };
}

function opensQuote(line: string, rest: string[]): boolean {
    if (/^(On .+ wrote:|在.+写道[:：]|-{2,}\s*(Original Message|原始邮件|Forwarded message)\s*-{2,})\s*$/.test(line)) return true;
    const following = rest.filter((next) => next.trim() !== "");
    return /^\s*>/.test(line) && following.length > 0 && following.every((next) => /^\s*>/.test(next));
}
