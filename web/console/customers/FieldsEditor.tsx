import type { CustomField } from "../../shared/staff";
import { directory } from "../settings/directoryState";
import { EditableText } from "../shell/EditableText";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";

interface Props { subject: "ticket" | "customer"; values: Record<string, unknown>; onChange: (key: string, value: unknown) => void }

/** The shop's own fields of a ticket or a customer, each edited where it stands. */
export function FieldsEditor({ subject, values, onChange }: Props) {
    const fields = useStore(directory, (state) => state.customFields);
    const own = fields.filter((field) => field.subject === subject).sort((a, b) => a.position - b.position);
    const known = new Set(own.map((field) => field.key));
    const others = Object.entries(values).filter(([key, value]) => !known.has(key) && value !== null && value !== "");
    return (
        <>
            {own.map((field) => (
                <div key={field.id}><dt>{labelOf(field)}</dt><dd><FieldValue field={field} value={values[field.key]} onChange={(value) => onChange(field.key, value)} /></dd></div>
            ))}
            {others.map(([key, value]) => <div key={key}><dt>{key}</dt><dd>{typeof value === "object" ? JSON.stringify(value) : String(value)}</dd></div>)}
        </>
    );
}

/** The name of a field in the language of the page. */
export function labelOf(field: Pick<CustomField, "label" | "key">): string {
    return field.label[locale()] || field.label.en || field.label["zh-Hans"] || field.key;
}

function FieldValue({ field, value, onChange }: { field: CustomField; value: unknown; onChange: (value: unknown) => void }) {
    const label = labelOf(field);
    if (field.type === "checkbox") return <input type="checkbox" checked={value === true} aria-label={label} onChange={(event) => onChange(event.target.checked)} />;
    if (field.type === "select") {
        return (
            <select className="input is-inline" value={String(value ?? "")} aria-label={label} onChange={(event) => onChange(event.target.value || null)}>
                <option value="">—</option>
                {[...new Set([...field.options, ...(value ? [String(value)] : [])])].map((option) => <option key={option}>{option}</option>)}
            </select>
        );
    }
    return (
        <EditableText value={value === null || value === undefined ? "" : String(value)} label={label} placeholder={t("console.add")}
            type={field.type === "number" ? "number" : field.type === "date" ? "date" : "text"}
            onSave={(text) => onChange(text === "" ? null : field.type === "number" ? Number(text) : text)} />
    );
}
