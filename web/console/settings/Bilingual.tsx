import type { Bilingual } from "../../shared/wire";
import { locale } from "../shell/words";

interface Props { label: string; value: Bilingual | undefined; onChange: (value: Bilingual) => void; long?: boolean; required?: boolean }

const names: Record<"en" | "zh-Hans", string> = { en: "English", "zh-Hans": "中文" };

/** A text in both languages, the reader's own first. */
export function BilingualField({ label, value = {}, onChange, long = false, required = false }: Props) {
    const order = locale() === "en" ? ["en", "zh-Hans"] as const : ["zh-Hans", "en"] as const;
    return (
        <div className="field-row">
            {order.map((key, index) => (
                <label key={key} className="field"><span>{label} <small className="hint">{names[key]}</small></span>
                    {long
                        ? <textarea className="input is-short" rows={2} lang={key} value={value[key] ?? ""} required={required && index === 0} onChange={(event) => onChange({ ...value, [key]: event.target.value })} />
                        : <input className="input" lang={key} value={value[key] ?? ""} required={required && index === 0} onChange={(event) => onChange({ ...value, [key]: event.target.value })} />}
                </label>
            ))}
        </div>
    );
}
