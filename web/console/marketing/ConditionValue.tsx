import { useEffect, useId, useState } from "react";
import type { Product, SegmentField } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { CustomerChoice } from "../customers/CustomerChoice";
import { amountText, minorOf } from "../orders/money";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { get } from "../shell/http";
import { Menu } from "../shell/Menu";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import type { Condition } from "./segmentState";
import { optionName } from "./segmentWords";

interface Named { id: string; name: string }

/** A value to start from, one the server takes where there can be such. */
export function startingValue(field: SegmentField, operator: string): unknown {
    if (operator === "is_set" || operator === "is_not_set") return undefined;
    if (operator === "within_days" || operator === "not_within_days") return 30;
    switch (field.kind) {
        case "choice": return field.options.slice(0, 1);
        case "several": return field.options[0] ?? "";
        case "number": return 1;
        case "money": return { amount_minor: 10000, currency: session.get().company?.currency ?? "CNY" };
        case "flag": return true;
        case "date": return new Date().toISOString().slice(0, 10);
        default: return "";
    }
}

/** The control for a condition's value. */
export function ConditionValue({ field, condition, onChange }: { field: SegmentField; condition: Condition; onChange: (value: unknown) => void }) {
    const { operator, value } = condition;
    const label = t("marketing.rule.value");
    if (operator === "is_set" || operator === "is_not_set") return null;
    if (operator === "within_days" || operator === "not_within_days") {
        return <span className="rule-days"><input className="input" type="number" min={1} max={36500} aria-label={t("marketing.rule.days")} value={String(value ?? "")} onChange={(event) => onChange(Number(event.target.value))} /> {t("marketing.rule.days")}</span>;
    }
    switch (field.kind) {
        case "choice": return <Choices field={field} chosen={Array.isArray(value) ? value as string[] : [String(value)]} onChange={onChange} />;
        case "several": return (
            <select className="input" aria-label={label} value={String(value ?? "")} onChange={(event) => onChange(event.target.value)}>
                {field.options.map((option) => <option key={option}>{option}</option>)}
            </select>);
        case "person": return <Person value={String(value ?? "")} onChange={onChange} />;
        case "number": return <input className="input" type="number" step="any" aria-label={label} value={String(value ?? "")} onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value))} />;
        case "money": return <Amount value={value as { amount_minor: number; currency: string }} onChange={onChange} />;
        case "date": return <input className="input" type="date" aria-label={label} value={String(value ?? "")} onChange={(event) => onChange(event.target.value)} />;
        case "flag": return (
            <select className="input" aria-label={label} value={String(value)} onChange={(event) => onChange(event.target.value === "true")}>
                <option value="true">{t("marketing.rule.yes")}</option><option value="false">{t("marketing.rule.no")}</option>
            </select>);
        case "product": return <OneOf list="/products?limit=200" value={String(value)} onChange={onChange} />;
        case "company": return <OneOf list="/companies?limit=200" value={String(value)} onChange={onChange} />;
        case "staff": return <Staff value={String(value)} onChange={onChange} />;
        default: return <Words field={field} value={String(value ?? "")} onChange={onChange} />;
    }
}

/** Free text, with what is known of it offered while one types. */
function Words({ field, value, onChange }: { field: SegmentField; value: string; onChange: (value: unknown) => void }) {
    const list = useId();
    return (
        <>
            <input className="input" aria-label={t("marketing.rule.value")} list={field.options.length > 0 ? list : undefined} value={value} onChange={(event) => onChange(event.target.value)} />
            {field.options.length > 0 && <datalist id={list}>{field.options.map((one) => <option key={one} value={one} />)}</datalist>}
        </>
    );
}

function Choices({ field, chosen, onChange }: { field: SegmentField; chosen: readonly string[]; onChange: (value: unknown) => void }) {
    const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
    return (
        <Menu label={t("marketing.rule.value")} several searchable={false} choices={field.options.map((id) => ({ id, label: optionName(field, id), chosen: chosen.includes(id) }))} onChoose={toggle}>
            {chosen.length > 0 ? chosen.map((id) => optionName(field, id)).join(", ") : t("marketing.rule.choose")}
        </Menu>
    );
}

function Amount({ value, onChange }: { value: { amount_minor: number; currency: string }; onChange: (value: unknown) => void }) {
    const [text, setText] = useState(amountText(value.amount_minor, value.currency));
    return (
        <span className="rule-days"><input className="input" inputMode="decimal" aria-label={t("marketing.rule.value")} value={text} aria-invalid={minorOf(text, value.currency) === null}
            onChange={(event) => { setText(event.target.value); onChange({ ...value, amount_minor: minorOf(event.target.value, value.currency) }); }} /> {value.currency}</span>
    );
}

function OneOf({ list, value, onChange }: { list: string; value: string; onChange: (value: unknown) => void }) {
    const [known, setKnown] = useState<readonly Named[]>([]);
    useEffect(() => {
        let left = false;
        get<Page<Product>>(list).then((page) => { if (!left) setKnown(page.items); }, () => undefined);
        return () => { left = true; };
    }, [list]);
    return <Pick known={known} value={value} onChange={onChange} />;
}

function Person({ value, onChange }: { value: string; onChange: (value: unknown) => void }) {
    const [name, setName] = useState("");
    useEffect(() => {
        if (value && !name) get<Named>(`/customers/${value}`).then((one) => setName(one.name), () => setName(value));
    }, [value, name]);
    return <CustomerChoice chosen={value ? { id: value, name } : null} onChoose={(one) => { setName(one?.name ?? ""); onChange(one?.id ?? ""); }} />;
}

function Staff({ value, onChange }: { value: string; onChange: (value: unknown) => void }) {
    return <Pick known={useStore(directory, (state) => state.users)} value={value} onChange={onChange} />;
}

function Pick({ known, value, onChange }: { known: readonly Named[]; value: string; onChange: (value: unknown) => void }) {
    return (
        <select className="input" aria-label={t("marketing.rule.value")} value={value} onChange={(event) => onChange(event.target.value)}>
            <option value="">{t("marketing.rule.choose")}</option>
            {known.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
        </select>
    );
}
