import { useState } from "react";
import type { CustomField } from "../../shared/staff";
import { labelOf } from "../customers/FieldsEditor";
import { Check, Field, Select } from "../shell/Field";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { directory } from "./directoryState";
import { removeItem, saveItem } from "./directoryRequests";
import { EditorDialog } from "./EditorDialog";
import { keyFrom } from "./keyFrom";
import { ListPage } from "./ListPage";

const types = ["text", "number", "date", "select", "checkbox"] as const;

/** The shop's own fields on tickets and customers. */
export function FieldsPage() {
    const fields = useStore(directory, (state) => state.customFields);
    return (
        <ListPage title={t("console.settings.fields")} lead={t("console.fields.lead")} items={fields} addLabel={t("console.fields.add")} emptyText={t("console.fields.empty")}
            onRemove={(field) => removeItem("customFields", field.id)} removeLabel={(field) => t("console.removeNamed", { name: labelOf(field) })}
            line={(field) => <><strong>{labelOf(field)}</strong><span className="badge">{t(`console.fields.on_${field.subject}`)}</span><span className="meta">{t(`console.fields.type_${field.type}`)}</span></>}
            editor={(field, close) => <FieldEditor field={field} onClose={close} position={fields.length} />} />
    );
}

function FieldEditor({ field, position, onClose }: { field: CustomField | null; position: number; onClose: () => void }) {
    const [label, setLabel] = useState(field?.label ?? {});
    const [subject, setSubject] = useState<string>(field?.subject ?? "ticket");
    const [type, setType] = useState<string>(field?.type ?? "text");
    const [options, setOptions] = useState((field?.options ?? []).join("\n"));
    const [required, setRequired] = useState(field?.required ?? false);
    const body = () => ({
        label: { en: label.en || label["zh-Hans"] || "", "zh-Hans": label["zh-Hans"] || label.en || "" }, subject, type, required,
        options: type === "select" ? options.split("\n").map((line) => line.trim()).filter(Boolean) : [],
        ...(field ? {} : { key: keyFrom(label.en || label["zh-Hans"] || "field"), position }),
    });
    const names: [("en" | "zh-Hans"), string][] = locale() === "en" ? [["en", "English"], ["zh-Hans", "中文"]] : [["zh-Hans", "中文"], ["en", "English"]];
    return (
        <EditorDialog title={t(field ? "console.fields.edit" : "console.fields.add")} size="small" onClose={onClose} onSave={() => saveItem("customFields", field?.id ?? null, body())}>
            {names.map(([key, name], index) => <Field key={key} label={`${t("console.name")} · ${name}`} value={label[key] ?? ""} onChange={(text) => setLabel({ ...label, [key]: text })} required={index === 0} autoFocus={index === 0} />)}
            {!field && <Select label={t("console.fields.subject")} value={subject} onChange={setSubject} options={[["ticket", t("console.fields.on_ticket")], ["customer", t("console.fields.on_customer")]]} />}
            {!field && <Select label={t("console.fields.type")} value={type} onChange={setType} options={types.map((one) => [one, t(`console.fields.type_${one}`)])} />}
            {type === "select" && <label className="field"><span>{t("console.fields.options")}</span><textarea className="input" rows={4} value={options} required onChange={(event) => setOptions(event.target.value)} /></label>}
            <Check label={t("console.fields.required")} checked={required} onChange={setRequired} />
        </EditorDialog>
    );
}
