import type { InboxSettings } from "../../shared/staff";
import type { FormField } from "../../shared/wire";
import { CopyButton } from "../shell/CopyButton";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { BilingualField } from "./Bilingual";
import { FormFieldEditor } from "./FormFieldEditor";
import { formMarkup } from "./formMarkup";

interface Props { link: string; settings: InboxSettings; onChange: (part: Partial<InboxSettings>) => void }

/** The words and fields of a hosted form, its live link, and the markup for one's own page. */
export function FormSettings({ link, settings, onChange }: Props) {
    const fields = settings.fields ?? [];
    const set = (next: readonly FormField[]) => onChange({ fields: [...next] });
    function move(index: number, by: number) {
        const next = [...fields];
        const [field] = next.splice(index, 1);
        if (field) next.splice(index + by, 0, field);
        set(next);
    }
    return (
        <>
            <div className="field"><span className="label">{t("console.form.link")}</span>
                <div className="snippet"><a href={link} target="_blank" rel="noreferrer">{link}</a><CopyButton text={link} label={t("console.copy")} /></div></div>
            <fieldset className="group"><legend>{t("console.form.words")}</legend>
                <BilingualField label={t("console.form.title")} value={settings.title} onChange={(title) => onChange({ title })} required />
                <BilingualField label={t("console.form.intro")} value={settings.intro} onChange={(intro) => onChange({ intro })} long />
                <BilingualField label={t("console.form.thanks")} value={settings.thanks} onChange={(thanks) => onChange({ thanks })} long />
            </fieldset>
            <fieldset className="group"><legend>{t("console.form.fields")}</legend>
                <ul className="form-fields">
                    {fields.map((field, index) => (
                        <FormFieldEditor key={index} field={field} onChange={(next) => set(fields.map((one, at) => at === index ? next : one))} onRemove={() => set(fields.filter((_, at) => at !== index))}
                            onUp={index > 0 ? () => move(index, -1) : null} onDown={index < fields.length - 1 ? () => move(index, 1) : null} />
                    ))}
                </ul>
                <button type="button" className="button" onClick={() => set([...fields, { key: `field_${fields.length + 1}`, label: { en: "", "zh-Hans": "" }, type: "text", required: false }])}><Icon name="plus-lg" />{t("console.form.addField")}</button>
            </fieldset>
            <details className="group"><summary>{t("console.form.embed")}</summary>
                <p className="meta">{t("console.form.embedHint")}</p>
                <div className="snippet is-tall"><code>{formMarkup(link, fields)}</code><CopyButton text={formMarkup(link, fields)} label={t("console.copy")} /></div></details>
        </>
    );
}
