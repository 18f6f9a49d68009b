import { FormEvent, useState } from "react";
import type { SegmentBounds } from "../../shared/apiTypes";
import { session } from "../session/sessionState";
import { Field } from "../shell/Field";
import { get, put } from "../shell/http";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { useSave } from "./useSave";

type Key = keyof SegmentBounds;
type Values = Record<Key, string>;
const groups: [string, Key, Key][] = [["age", "age_low", "age_high"], ["frequency", "frequency_low", "frequency_high"], ["orderValue", "order_value_low", "order_value_high"]];
const usual: SegmentBounds = { age_low: 30, age_high: 50, frequency_low: 5, frequency_high: 10, order_value_low: 500, order_value_high: 1000 };

/** Where customers are divided by age, by how often they order and by how much. */
export function SegmentsPage() {
    const currency = useStore(session, (state) => state.company?.currency ?? "");
    const [values, setValues] = useState<Values | null>(null);
    const { problem, refusal, busy, save } = useSave();
    const unread = useReading(() => get<SegmentBounds>("/segment-bounds"), [], { take: (bounds) => setValues(texts(bounds)) });
    function submit(event: FormEvent) {
        event.preventDefault();
        if (!values) return;
        const body = Object.fromEntries(Object.entries(values).map(([key, text]) => [key, Number(text)]));
        void save(async () => setValues(texts(await put<SegmentBounds>("/segment-bounds", body))));
    }
    const bound = (key: Key, name: string, label: string, all: Values) => (
        <Field label={<>{t(label)}<span className="visually-hidden"> {t(`console.segments.${name}`)}</span></>} type="number" min={0} step="any" required value={all[key]}
            onChange={(text) => setValues({ ...all, [key]: text })} hint={refusal?.at(`/${key}`)} aria-invalid={refusal?.at(`/${key}`) ? true : undefined} />
    );
    return (
        <>
            <header className="page-title"><div><h1>{t("console.settings.segments")}</h1><p className="muted">{t("console.segments.lead")}</p></div></header>
            <Unread of={unread} />
            {values && <form className="form is-narrow" onSubmit={submit}>
                {groups.map(([name, low, high]) => (
                    <fieldset key={name} className="group"><legend>{t(`console.segments.${name}`)}</legend>
                        <p className="hint">{t(`console.segments.${name}Hint`, { currency })}</p>
                        <div className="field-row">{bound(low, name, "console.segments.low", values)}{bound(high, name, "console.segments.high", values)}</div>
                    </fieldset>
                ))}
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot">
                    <button type="button" className="button" data-kind="quiet" onClick={() => setValues(texts(usual))}>{t("console.segments.usual")}</button>
                    <button type="submit" className="button" data-kind="primary" disabled={busy}>{t("console.save")}</button>
                </footer>
            </form>}
        </>
    );
}

function texts(bounds: SegmentBounds): Values {
    return Object.fromEntries(Object.entries(bounds).map(([key, value]) => [key, String(value)])) as Values;
}
