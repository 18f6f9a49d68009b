import type { AuditEntry } from "../../shared/staff";

/** One field that changed, both values as text. */
export interface ChangeLine { field: string; from: string; to: string }

const longest = 120;

/** The changes of an audit entry as lines to read; ids that `names` knows become names. */
export function changeLines(changes: AuditEntry["changes"], names: ReadonlyMap<string, string>): ChangeLine[] {
    const text = (value: unknown) => names.get(String(value)) ?? shown(value);
    return Object.entries(changes ?? {}).map(([field, change]) => ({ field, from: text(change?.from), to: text(change?.to) }));
}

function shown(value: unknown): string {
    if (value === null || value === undefined) return "";
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
