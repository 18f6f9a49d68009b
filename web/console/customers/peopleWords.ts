import { t } from "../shell/words";

/** What a table holds, in words; a table nobody has named yet by its own name. */
export function tableName(table: string): string {
    return named(`people.table_${table}`, table);
}

/** What a field of a record is called. */
export function fieldName(field: string): string {
    const [first = "", custom] = field.split(".");
    return custom ?? named(`people.field_${first}`, first);
}

/** A field's value as people read it. */
export function valueText(value: unknown): string {
    if (value === null || value === undefined || value === "") return t("people.nothing");
    if (typeof value === "boolean") return t(value ? "people.yes" : "people.no");
    if (Array.isArray(value)) return value.length === 0 ? t("people.nothing") : value.map(valueText).join(", ");
    if (typeof value === "object") return Object.entries(value).map(([name, one]) => `${name}: ${valueText(one)}`).join(", ") || t("people.nothing");
    return String(value);
}

/** Why two records may be one person. */
export function reasonText(reason: { kind: string; value: string }): string {
    return t(`people.reason_${reason.kind}`, { value: reason.value });
}

function named(key: string, otherwise: string): string {
    const words = t(key);
    return words === key ? otherwise.replaceAll("_", " ") : words;
}
