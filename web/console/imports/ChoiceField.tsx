import { t } from "../shell/words";

/** One choice about an import, with what it means below it. */
export function ChoiceField({ name, choices, chosen, busy, onChoose }: { name: "onMatch" | "onLookalike"; choices: readonly string[]; chosen: string; busy: boolean; onChoose: (choice: string) => void }) {
    const label = t(`console.imports.${name}`);
    return (
        <fieldset className="import-choice"><legend>{label}</legend>
            <div className="segments" role="radiogroup" aria-label={label}>
                {choices.map((choice) => <button type="button" key={choice} role="radio" aria-checked={chosen === choice} disabled={busy} onClick={() => onChoose(choice)}>{t(`console.imports.${name}_${choice}`)}</button>)}
            </div>
            <small className="hint">{t(`console.imports.${name}Hint_${chosen}`)}</small>
        </fieldset>
    );
}
