import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { ConditionRow } from "./ConditionRow";
import { Group, isGroup, Rule } from "./segmentState";

/** What the server finds wrong, by the place in the rule. */
export type Faults = Readonly<Record<string, string>>;

const deepest = 4;
const firstCondition: Rule = { field: "order_count", operator: "at_least", value: 1 };

/** A group of conditions: all, any or none of them, with groups inside. */
export function RuleEditor({ group, onChange, onRemove, pointer = "/rule", depth = 1, faults = {} }: {
    group: Group; onChange: (group: Group) => void; onRemove?: () => void; pointer?: string; depth?: number; faults?: Faults;
}) {
    const set = (place: number, rule: Rule) => onChange({ ...group, rules: group.rules.map((one, at) => at === place ? rule : one) });
    const drop = (place: number) => onChange({ ...group, rules: group.rules.filter((_, at) => at !== place) });
    return (
        <fieldset className="rule-group">
            <legend className="rule-match">
                <span className="segmented" role="group" aria-label={t("marketing.rule.match")}>
                    {(["all", "any", "none"] as const).map((match) => <button key={match} type="button" aria-pressed={group.match === match} onClick={() => onChange({ ...group, match })}>{t(`marketing.rule.${match}`)}</button>)}
                </span>
                {onRemove && <button type="button" className="icon-button" aria-label={t("marketing.rule.removeGroup")} title={t("marketing.rule.removeGroup")} onClick={onRemove}><Icon name="trash" /></button>}
            </legend>
            {group.rules.map((rule, place) => {
                const at = `${pointer}/rules/${place}`;
                return isGroup(rule)
                    ? <RuleEditor key={place} group={rule} pointer={at} depth={depth + 1} faults={faults} onChange={(next) => set(place, next)} onRemove={() => drop(place)} />
                    : <ConditionRow key={place} condition={rule} fault={Object.entries(faults).find(([where]) => where.startsWith(`${at}/`))?.[1]} onChange={(next) => set(place, next)} onRemove={group.rules.length > 1 || depth > 1 ? () => drop(place) : undefined} />;
            })}
            <p className="rule-add">
                <button type="button" className="button" onClick={() => onChange({ ...group, rules: [...group.rules, firstCondition] })}><Icon name="plus-lg" />{t("marketing.rule.addCondition")}</button>
                {depth < deepest && <button type="button" className="button" data-kind="quiet" onClick={() => onChange({ ...group, rules: [...group.rules, { match: group.match === "all" ? "any" : "all", rules: [firstCondition] }] })}><Icon name="plus-lg" />{t("marketing.rule.addGroup")}</button>}
            </p>
        </fieldset>
    );
}
