/** A mail's markup and, apart from it, the text of its style elements. */
export interface QuietMarkup { markup: string; styles: string }

/** Renames `style` and `on…` attributes to `data-…` and takes style and base elements out, so that reading the markup into a
 * document does not make the browser complain of each. What this misses is dropped later all the same. */
export function quiet(html: string): QuietMarkup {
    const lower = html.toLowerCase();
    const parts: string[] = [];
    let styles = "";
    let at = 0;
    for (;;) {
        const tag = nextTag(html, at);
        if (tag < 0) break;
        parts.push(html.slice(at, tag));
        const read = readTag(html, tag);
        at = read.end;
        // A base would move every address of the document it is read into, so the browser complains of it as well.
        if (read.name === "base") continue;
        if (read.name !== "style") { parts.push(read.text); continue; }
        const end = lower.indexOf("</style", at);
        styles += `${html.slice(at, end < 0 ? html.length : end)}\n`;
        if (end < 0) { at = html.length; break; }
        const close = html.indexOf(">", end);
        at = close < 0 ? html.length : close + 1;
    }
    parts.push(html.slice(at));
    return { markup: parts.join(""), styles };
}

function nextTag(html: string, from: number): number {
    for (let at = html.indexOf("<", from); at >= 0; at = html.indexOf("<", at + 1)) {
        if (/[a-z]/i.test(html[at + 1] ?? "")) return at;
    }
    return -1;
}

function readTag(html: string, start: number): { name: string; text: string; end: number } {
    let at = start + 1;
    while (at < html.length && !/[\s/>]/.test(html[at] ?? "")) at += 1;
    const name = html.slice(start + 1, at).toLowerCase();
    let text = html.slice(start, at);
    while (at < html.length) {
        const sign = html[at] ?? "";
        if (sign === ">") return { name, text: `${text}>`, end: at + 1 };
        if (/[\s/]/.test(sign)) { text += sign; at += 1; continue; }
        const end = attributeEnd(html, at);
        const attribute = html.slice(at, end);
        text += /^(?:style|on\w+|srcdoc)\s*=/i.test(attribute) ? `data-${attribute}` : attribute;
        at = end;
    }
    return { name, text, end: at };
}

/** Where an attribute that begins at `from` ends, its value included. */
function attributeEnd(html: string, from: number): number {
    let at = from + 1;
    while (at < html.length && !/[\s/>=]/.test(html[at] ?? "")) at += 1;
    let after = at;
    while (/\s/.test(html[after] ?? "")) after += 1;
    if (html[after] !== "=") return at;
    after += 1;
    while (/\s/.test(html[after] ?? "")) after += 1;
    const quote = html[after];
    if (quote === '"' || quote === "'") {
        const end = html.indexOf(quote, after + 1);
        return end < 0 ? html.length : end + 1;
    }
    while (after < html.length && !/[\s>]/.test(html[after] ?? "")) after += 1;
    return after;
}
