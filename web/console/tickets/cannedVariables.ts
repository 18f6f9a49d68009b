/** What a canned reply may name; a null or empty value counts as unknown. */
export type CannedValues = Record<string, string | null | undefined>;

const variable = /\{\{\s*([a-z][a-z_.]*)\s*(?:\|([^{}]*))?\}\}/g;

/** Puts values into `{{customer.name|there}}`; what stays unknown and has no fallback is left as written. */
export function fillCanned(text: string, values: CannedValues): string {
    return text.replace(variable, (written: string, name: string, fallback: string | undefined) => {
        const value = values[name]?.trim();
        return value ? value : fallback?.trim() ? fallback.trim() : written;
    });
}

/** The names still unfilled in a text, each once; a reply with any of them is not sent. */
export function unfilledVariables(text: string): string[] {
    return [...new Set([...text.matchAll(variable)].map((found) => found[1] ?? ""))];
}

/** The first name people are greeted by; a Chinese name is used whole. */
export function firstName(name: string | null | undefined): string | null {
    const whole = name?.trim();
    if (!whole) return null;
    return /[\u3400-\u9fff]/.test(whole) ? whole : whole.split(/\s+/)[0] ?? null;
}
