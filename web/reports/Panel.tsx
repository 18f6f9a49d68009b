import { ReactNode, useState } from "react";
import type { Fetched } from "./useReport";
import { t } from "./words";

/** A card that is no report over time: its title, its formula, and what is asked for, being fetched or refused. */
export function Panel<Value>({ name, fetched, links, wide = false, children }: {
    name: string; fetched: Fetched<Value>; links?: ReactNode; wide?: boolean; children: (value: Value) => ReactNode;
}) {
    const { value, problem, waiting, again } = fetched;
    return (
        <section className={`card${wide ? " is-wide" : ""}`} aria-labelledby={`card-${name}`} aria-busy={waiting}>
            <header>
                <h2 id={`card-${name}`}>{t(`reports.${name}`)}</h2>
                <details className="formula">
                    <summary aria-label={t("reports.formula")} title={t("reports.formula")}>?</summary>
                    <p>{t(`reports.${name}.formula`)}</p>
                </details>
            </header>
            {problem && <p className="problem" role="alert">{problem.message} <button type="button" className="button" onClick={again}>{t("common.retry")}</button></p>}
            {value && children(value)}
            {links && <footer>{links}</footer>}
        </section>
    );
}

/** Whether something is unfolded, and the button that does it. */
export function useUnfolded(label: string): [boolean, ReactNode] {
    const [open, setOpen] = useState(false);
    return [open, <button key="unfold" type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>{label}</button>];
}
