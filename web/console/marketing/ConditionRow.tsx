import type { SegmentField } from "../../shared/apiTypes";
import { Icon } from "../shell/Icon";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { ConditionValue, startingValue } from "./ConditionValue";
import { Condition, segments } from "./segmentState";
import { fieldName } from "./segmentWords";

const groups = ["customer", "behaviour", "orders", "scores", "custom"] as const;

/** One condition: what is asked, how it is compared, and with what. */
export function ConditionRow({ condition, fault, onChange, onRemove }: {
    condition: Condition; fault: string | undefined; onChange: (condition: Condition) => void; onRemove: (() => void) | undefined;
}) {
    const fields = useStore(segments, (state) => state.fields);
    const field = fields.find((one) => one.key === condition.field);
    function chooseField(key: string) {
        const next = fields.find((one) => one.key === key);
        const operator = next?.operators[0];
        if (next && operator) onChange({ field: key, operator, value: startingValue(next, operator) });
    }
    function chooseOperator(operator: string) {
        if (!field) return;
        const kept = kindOf(field, operator) === kindOf(field, condition.operator);
        onChange({ ...condition, operator, value: kept ? condition.value : startingValue(field, operator) });
    }
    return (
        <div className={`rule-row${fault ? " has-fault" : ""}`}>
            <select className="input" aria-label={t("marketing.rule.field")} value={condition.field} onChange={(event) => chooseField(event.target.value)}>
                {!field && <option value={condition.field}>{condition.field}</option>}
                {groups.map((group) => {
                    const inside = fields.filter((one) => one.group === group);
                    return inside.length > 0 && <optgroup key={group} label={t(`marketing.fields.${group}`)}>{inside.map((one) => <option key={one.key} value={one.key}>{fieldName(one)}</option>)}</optgroup>;
                })}
            </select>
            {field && (
                <select className="input" aria-label={t("marketing.rule.operator")} value={condition.operator} onChange={(event) => chooseOperator(event.target.value)}>
                    {field.operators.map((one) => <option key={one} value={one}>{t(`marketing.operator.${one}`)}</option>)}
                </select>
            )}
            {field && <ConditionValue field={field} condition={condition} onChange={(value) => onChange({ ...condition, value })} />}
            {onRemove && <button type="button" className="icon-button" aria-label={t("marketing.rule.remove")} title={t("marketing.rule.remove")} onClick={onRemove}><Icon name="x-lg" /></button>}
            {(fault ?? (field ? undefined : t("marketing.rule.fieldGone"))) && <p className="problem">{fault ?? t("marketing.rule.fieldGone")}</p>}
        </div>
    );
}

/** What an operator wants beside the field: days, nothing, or a value of the field's kind. */
function kindOf(field: SegmentField, operator: string): string {
    if (operator === "is_set" || operator === "is_not_set") return "nothing";
    return operator === "within_days" || operator === "not_within_days" ? "days" : field.kind;
}
