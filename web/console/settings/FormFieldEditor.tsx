import { useState } from "react";
import type { FormField } from "../../shared/wire";
import { Check, Field, Select } from "../shell/Field";
import { Icon } from "../shell/Icon";
import { locale, t } from "../shell/words";
import { BilingualField } from "./Bilingual";

const types = ["text", "textarea", "email", "phone", "select", "checkbox", "file", "number", "date"] as const;
const standard = ["name", "email", "phone", "subject", "message"];

interface Props { field: FormField; onChange: (field: FormField) => void; onRemove: () => void; onUp: (() => void) | null; onDown: (() => void) | null }

/** One field of a form: folded to a line until one opens it. */
export function FormFieldEditor({ field, onChange, onRemove, onUp, onDown }: Props) {
    const label = field.label[locale()] || field.label.en || field.label["zh-Hans"] || "";
    const [open, setOpen] = useState(label === "");
    return (
        <li className="form-field">
            <div className="form-field-line">
                <button type="button" className="setting-line" aria-expanded={open} onClick={() => setOpen(!open)}>
                    <Icon name={open ? "chevron-down" : "chevron-right"} /><strong>{label || t("console.form.unnamed")}</strong>
                    <span className="meta">{t(`console.form.type_${field.type}`)}{field.required && ` · ${t("console.fields.required")}`}</span></button>
                <button type="button" className="icon-button is-small" disabled={!onUp} aria-label={t("console.up")} onClick={() => onUp?.()}><Icon name="arrow-up" /></button>
                <button type="button" className="icon-button is-small" disabled={!onDown} aria-label={t("console.down")} onClick={() => onDown?.()}><Icon name="arrow-down" /></button>
                <button type="button" className="icon-button is-small" aria-label={t("console.removeNamed", { name: label })} onClick={onRemove}><Icon name="trash" /></button>
            </div>
            {open && (
                <div className="form-field-body">
                    <BilingualField label={t("console.form.label")} value={field.label} onChange={(next) => onChange({ ...field, label: next })} required />
                    <div className="field-row">
                        <Field label={t("console.form.key")} value={field.key} required pattern="[a-z][a-z0-9_]*" disabled={standard.includes(field.key)} hint={t("console.form.keyHint")} onChange={(key) => onChange({ ...field, key })} />
                        <Select label={t("console.fields.type")} value={field.type} options={types.map((one) => [one, t(`console.form.type_${one}`)])} onChange={(type) => onChange({ ...field, type: type as FormField["type"] })} />
                    </div>
                    {field.type === "select" && (
                        <label className="field"><span>{t("console.fields.options")}</span><textarea className="input is-short" rows={3} defaultValue={(field.options ?? []).map((one) => one.label[locale()] || one.value).join("\n")}
                            onBlur={(event) => onChange({ ...field, options: event.target.value.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => (field.options ?? []).find((one) => one.label[locale()] === line) ?? { value: line, label: { en: line, "zh-Hans": line } }) })} /></label>
                    )}
                    <Check label={t("console.fields.required")} checked={field.required} onChange={(required) => onChange({ ...field, required })} />
                </div>
            )}
        </li>
    );
}
