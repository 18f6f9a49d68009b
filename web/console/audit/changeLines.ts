import type { AuditEntry } from "../../shared/staff";

/** One field that changed, both values as text. */
export interface ChangeLine { field: string; from: string; to: string }

const longest = 120;

/** The changes of an audit entry as lines to read. */
export function changeLines(changes: AuditEntry["changes"]): ChangeLine[] {
    return Object.entries(changes ?? {}).map(([field, change]) => ({ field, from: shown(change?.from), to: shown(change?.to) }));
}

function shown(value: unknown): string {
    if (value === null || value === undefined) return "";
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
