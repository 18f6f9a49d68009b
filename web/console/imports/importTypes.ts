import type { ImportDetail } from "../../shared/apiTypes";
import { locale, t } from "../shell/words";

/** An import as its page needs it: which column, counted from 0, holds which field. */
export type OneImport = Omit<ImportDetail, "columns"> & { columns: Record<string, number> };
/** What a column may hold. */
export type Field = OneImport["fields"][number];

/** The kinds of record that can be imported. */
export const kinds = ["customers", "companies", "products", "orders", "shipments"] as const;

/** What a field is called in the language of the page. */
export function fieldName(fields: readonly Field[], key: string): string {
    const label = fields.find((field) => field.key === key)?.label;
    return label?.[locale()] ?? label?.["en"] ?? key;
}

/** Why a row was not taken, in words; the server's own sentence where ours would say less. */
export function faultText(fields: readonly Field[], fault: { field: string; code: string; detail: string }): string {
    const key = `console.imports.fault_${fault.code}`;
    const words = t(key);
    const sentence = words === key ? fault.detail : words;
    return fault.field ? t("console.imports.faultOf", { field: fieldName(fields, fault.field), sentence }) : sentence;
}

/** Why a whole file was refused, in words; the server's own sentence where ours would say less. */
export function fileFaultText(item: { fault: string | null; fault_code: string | null }): string {
    const key = `console.imports.file_${item.fault_code ?? "gone"}`;
    const words = t(key);
    return words === key ? item.fault ?? "" : words;
}

/** What may become of rows about records that are here already. */
export const matchChoices = ["update", "fill", "skip"] as const;

/** What may become of new rows that look like customers already here. */
export const lookalikeChoices = ["create", "skip"] as const;

/** How many rows were left out, to stand behind the other counts; nothing where none were. */
export function skippedText(count: number): string {
    return count > 0 ? ` · ${t("console.imports.skipped", { count })}` : "";
}

/** Whether somebody works on it just now. */
export function isBusy(item: { state: string }): boolean {
    return item.state === "running" || item.state === "undoing";
}
