import { useState } from "react";
import type { CustomField, FieldSubject, FieldType } from "../../shared/staff";
import { labelOf } from "../customers/FieldsEditor";
import { Check, Field, Select } from "../shell/Field";
import { put, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { directory, directoryArrived, fetchDirectory } from "./directoryState";
import { removeItem, saveItem } from "./directoryRequests";
import { EditorDialog } from "./EditorDialog";
import { keyFrom } from "./keyFrom";

const types: readonly FieldType[] = ["text", "long_text", "number", "money", "date", "datetime", "checkbox", "select", "multiselect", "link", "email", "phone", "customer", "user"];
const subjects: readonly FieldSubject[] = ["customer", "company", "ticket"];
const hasOptions = (type: string) => type === "select" || type === "multiselect";

/** The shop's own fields, in their order: added, renamed, moved, put away and, when nothing hangs on them, removed. */
export function FieldsPage() {
    const fields = useStore(directory, (state) => state.customFields);
    const [open, setOpen] = useState<{ field: CustomField | null } | null>(null);
    return (
        <>
            <header className="page-title"><div><h1>{t("console.settings.fields")}</h1><p className="muted">{t("console.fields.lead")}</p></div>
                <span className="title-actions"><button type="button" className="button" data-kind="primary" onClick={() => setOpen({ field: null })}><Icon name="plus-lg" />{t("console.fields.add")}</button></span></header>
            {fields.length === 0 && <p className="empty-line">{t("console.fields.empty")}</p>}
            {subjects.map((subject) => <SubjectList key={subject} subject={subject} fields={fields.filter((one) => one.subject === subject)} onOpen={(field) => setOpen({ field })} />)}
            {open && <FieldEditor field={open.field} onClose={() => setOpen(null)} position={fields.length} />}
        </>
    );
}

function SubjectList({ subject, fields, onOpen }: { subject: FieldSubject; fields: readonly CustomField[]; onOpen: (field: CustomField) => void }) {
    const [leaving, setLeaving] = useState<string | null>(null);
    const standing = fields.filter((one) => !one.archived_at).sort((a, b) => a.position - b.position);
    const away = fields.filter((one) => one.archived_at);
    if (fields.length === 0) return null;
    async function move(field: CustomField, by: number) {
        const order = [...standing];
        const at = order.indexOf(field);
        order.splice(at, 1);
        order.splice(at + by, 0, field);
        directoryArrived("customFields", directory.get().customFields.map((one) => { const place = order.findIndex((other) => other.id === one.id); return place < 0 ? one : { ...one, position: place + 1 }; }));
        try {
            await put("/custom-fields/order", { subject, ids: order.map((one) => one.id) });
        } catch (problem) {
            say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" });
        }
        await fetchDirectory("customFields").catch(() => undefined);
    }
    async function putAway(field: CustomField, archived: boolean) {
        try {
            await saveItem("customFields", field.id, { archived });
            if (archived) done(t("console.fields.putAway", { name: labelOf(field) }), () => void putAway(field, false));
        } catch (problem) {
            say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
        }
    }
    return (
        <section>
            <h2 className="setting-heading">{t(`console.fields.on_${subject}`)}</h2>
            <ul className="setting-list">
                {standing.map((field, index) => (
                    <li key={field.id}>
                        <button type="button" className="setting-line" onClick={() => onOpen(field)}><strong>{labelOf(field)}</strong><span className="meta">{t(`console.fields.type_${field.type}`)}</span>{field.required && <span className="badge">{t("console.fields.required")}</span>}</button>
                        <button type="button" className="icon-button" disabled={index === 0} aria-label={t("console.labelled", { label: t("console.up"), value: labelOf(field) })} onClick={() => void move(field, -1)}><Icon name="arrow-up" /></button>
                        <button type="button" className="icon-button" disabled={index === standing.length - 1} aria-label={t("console.labelled", { label: t("console.down"), value: labelOf(field) })} onClick={() => void move(field, 1)}><Icon name="arrow-down" /></button>
                        <button type="button" className="icon-button" aria-label={t("console.fields.archiveNamed", { name: labelOf(field) })} title={t("console.fields.archive")} onClick={() => void putAway(field, true)}><Icon name="box-arrow-in-down" /></button>
                    </li>
                ))}
                {away.map((field) => (
                    <li key={field.id}>
                        <span className="setting-line is-away"><span className="muted">{labelOf(field)}</span><span className="badge">{t("console.fields.archived")}</span></span>
                        <button type="button" className="button" data-kind="quiet" onClick={() => void putAway(field, false)}>{t("console.fields.restore")}</button>
                        {leaving === field.id ? (
                            <span className="confirm"><button type="button" className="button" data-kind="danger" onClick={() => { setLeaving(null); void removeItem("customFields", field.id); }}>{t("console.remove")}</button>
                                <button type="button" className="button" data-kind="quiet" onClick={() => setLeaving(null)}>{t("common.cancel")}</button></span>
                        ) : <button type="button" className="icon-button" aria-label={t("console.removeNamed", { name: labelOf(field) })} onClick={() => setLeaving(field.id)}><Icon name="trash" /></button>}
                    </li>
                ))}
            </ul>
        </section>
    );
}

function FieldEditor({ field, position, onClose }: { field: CustomField | null; position: number; onClose: () => void }) {
    const [label, setLabel] = useState(field?.label ?? {});
    const [subject, setSubject] = useState<string>(field?.subject ?? "customer");
    const [type, setType] = useState<string>(field?.type ?? "text");
    const [options, setOptions] = useState((field?.options ?? []).join("\n"));
    const [required, setRequired] = useState(field?.required ?? false);
    const body = () => ({
        label: { en: label.en || label["zh-Hans"] || "", "zh-Hans": label["zh-Hans"] || label.en || "" }, required,
        options: hasOptions(type) ? options.split("\n").map((line) => line.trim()).filter(Boolean) : [],
        ...(field ? {} : { key: keyFrom(label.en || label["zh-Hans"] || "field"), subject, type, position }),
    });
    const names: [("en" | "zh-Hans"), string][] = locale() === "en" ? [["en", "English"], ["zh-Hans", "中文"]] : [["zh-Hans", "中文"], ["en", "English"]];
    return (
        <EditorDialog title={t(field ? "console.fields.edit" : "console.fields.add")} size="small" onClose={onClose} onSave={() => saveItem("customFields", field?.id ?? null, body())}>
            {names.map(([key, name], index) => <Field key={key} label={`${t("console.name")} · ${name}`} value={label[key] ?? ""} onChange={(text) => setLabel({ ...label, [key]: text })} required={index === 0} autoFocus={index === 0} />)}
            {!field && <Select label={t("console.fields.subject")} value={subject} onChange={setSubject} options={subjects.map((one) => [one, t(`console.fields.on_${one}`)])} />}
            {!field && <Select label={t("console.fields.type")} value={type} onChange={setType} options={types.map((one) => [one, t(`console.fields.type_${one}`)])} />}
            {hasOptions(type) && <label className="field"><span>{t("console.fields.options")}</span><textarea className="input" rows={4} value={options} required onChange={(event) => setOptions(event.target.value)} /></label>}
            <Check label={t("console.fields.required")} checked={required} onChange={setRequired} hint={t("console.fields.requiredHint")} />
        </EditorDialog>
    );
}
