import { InputHTMLAttributes, ReactNode } from "react";

type Native = Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value">;
interface Props extends Native { label: ReactNode; value: string; hint?: ReactNode; onChange: (value: string) => void }

/** One labelled line of a form. */
export function Field({ label, hint, onChange, ...rest }: Props) {
    return (
        <label className="field"><span>{label}</span>
            <input className="input" {...rest} onChange={(event) => onChange(event.target.value)} />
            {hint && <small className="hint">{hint}</small>}
        </label>
    );
}

/** One labelled choice of a form. */
export function Select({ label, value, options, hint, onChange }: { label: ReactNode; value: string; options: readonly [string, string][]; hint?: ReactNode; onChange: (value: string) => void }) {
    return (
        <label className="field"><span>{label}</span>
            <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
                {options.map(([key, name]) => <option key={key} value={key}>{name}</option>)}
            </select>
            {hint && <small className="hint">{hint}</small>}
        </label>
    );
}

/** One thing to switch on or off. */
export function Check({ label, checked, onChange, hint, disabled = false }: { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void; hint?: ReactNode; disabled?: boolean }) {
    return (
        <label className="check"><input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} /><span>{label}{hint && <small className="hint">{hint}</small>}</span></label>
    );
}
