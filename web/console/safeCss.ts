// The part of a mail's style that may reach the page: properties by name, values without anything that loads or runs.

const properties = new Set([
    "background", "background-color", "border-collapse", "border-color", "border-radius", "border-spacing", "border-style", "border-width",
    "caption-side", "clear", "color", "direction", "display", "empty-cells", "float", "font", "font-family", "font-size", "font-style",
    "font-variant", "font-weight", "height", "letter-spacing", "line-height", "list-style", "list-style-position", "list-style-type",
    "margin", "max-height", "max-width", "min-height", "min-width", "opacity", "overflow-wrap", "padding", "table-layout", "text-align",
    "text-decoration", "text-decoration-color", "text-decoration-line", "text-decoration-style", "text-indent", "text-transform",
    "vertical-align", "white-space", "width", "word-break", "word-spacing", "word-wrap",
]);
const sided = /^(?:margin|padding|border)-(?:top|right|bottom|left)(?:-(?:color|style|width))?$|^border$|^border-(?:top|bottom)-(?:left|right)-radius$/;
const displays = /^(?:block|inline|inline-block|inline-table|list-item|none|table|table-(?:caption|cell|column|column-group|footer-group|header-group|row|row-group))$/i;
/** Letters, numbers, quotes and the signs of lengths and colours; no escapes, no addresses, no at-rules. */
const harmless = /^[\w\s#%.,()"'/+!\u0080-\uffff-]{1,400}$/;
const functions = new Set(["rgb", "rgba", "hsl", "hsla"]);

/** One thing a mail says about looks. */
export interface Declaration { name: string; value: string; important: boolean }

/** The declarations of a style attribute or rule that may be kept, in order. */
export function safeDeclarations(text: string): Declaration[] {
    const kept: Declaration[] = [];
    for (const part of pieces(withoutComments(text), ";")) {
        const colon = part.indexOf(":");
        if (colon < 1) continue;
        const name = part.slice(0, colon).trim().toLowerCase();
        const important = /!\s*important\s*$/i.test(part);
        const value = part.slice(colon + 1).replace(/!\s*important\s*$/i, "").trim();
        if ((properties.has(name) || sided.test(name)) && isHarmless(name, value)) kept.push({ name, value, important });
    }
    return kept;
}

/** A style sheet with only rules and declarations that may be kept; media conditions stay, every other at-rule goes. */
export function safeSheet(text: string, depth = 0): string {
    let rest = withoutComments(text).replace(/<!--|-->/g, "");
    let kept = "";
    for (;;) {
        const opening = rest.indexOf("{");
        if (opening < 0) return kept;
        // What ends before the brace without one of its own, such as @import, is not part of the selector.
        const prelude = rest.slice(rest.lastIndexOf(";", opening) + 1, opening).trim();
        const end = closing(rest, opening);
        const body = rest.slice(opening + 1, end);
        rest = rest.slice(end + 1);
        if (/^@media\b/i.test(prelude)) {
            if (depth === 0 && /^@media[\w\s(),:.-]+$/i.test(prelude)) kept += `${prelude}{${safeSheet(body, 1)}}`;
        } else if (!prelude.startsWith("@") && /^[\w\s.#>+~*,:[\]="'()-]{1,400}$/.test(prelude)) {
            const declarations = safeDeclarations(body).map(({ name, value, important }) => `${name}:${value}${important ? "!important" : ""}`);
            if (declarations.length > 0) kept += `${prelude}{${declarations.join(";")}}`;
        }
    }
}

function isHarmless(name: string, value: string): boolean {
    if (!harmless.test(value)) return false;
    if (name === "display" && !displays.test(value)) return false;
    for (const [, called = ""] of value.matchAll(/([\w-]*)\(/g)) if (!functions.has(called.toLowerCase())) return false;
    return !/expression|javascript|vbscript|behaviou?r|binding/i.test(value);
}

/** A comment may stand in the middle of a word to hide it; one without an end hides everything after it. */
function withoutComments(text: string): string {
    return text.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, "");
}

/** Cuts at a sign that stands outside quotes and brackets. */
function pieces(text: string, at: string): string[] {
    const found: string[] = [];
    let quote = "";
    let depth = 0;
    let from = 0;
    for (let index = 0; index < text.length; index += 1) {
        const sign = text[index] ?? "";
        if (quote) { if (sign === quote) quote = ""; }
        else if (sign === '"' || sign === "'") quote = sign;
        else if (sign === "(") depth += 1;
        else if (sign === ")") depth = Math.max(0, depth - 1);
        else if (sign === at && depth === 0) { found.push(text.slice(from, index)); from = index + 1; }
    }
    found.push(text.slice(from));
    return found;
}

function closing(text: string, opening: number): number {
    let depth = 0;
    for (let index = opening; index < text.length; index += 1) {
        if (text[index] === "{") depth += 1;
        else if (text[index] === "}" && --depth === 0) return index;
    }
    return text.length;
}
