import { FormEvent, useState } from "react";
import { asProblem } from "../../shared/api";
import type { Page } from "../../shared/wire";
import { Faults, RuleEditor } from "../marketing/RuleEditor";
import { asGroup, fetchFields, Group } from "../marketing/segmentState";
import { Dialog } from "../shell/Dialog";
import { get, sentenceOf } from "../shell/http";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";

const blank: Group = { match: "all", rules: [{ field: "name", operator: "contains", value: "" }] };

/** Conditions on every field, combined by "all of" and "any of"; they stay in the address, so a list can be sent to a colleague. */
export default function FilterDialog({ rule, onApply, onClose }: { rule: string; onApply: (rule: string) => void; onClose: () => void }) {
    const [group, setGroup] = useState<Group>(() => read(rule));
    const [faults, setFaults] = useState<Faults>({});
    const [problem, setProblem] = useState("");
    const [known, setKnown] = useState(false);
    const unread = useReading(fetchFields, [], { take: () => setKnown(true) });

    async function apply(event: FormEvent) {
        event.preventDefault();
        const text = JSON.stringify(group);
        try {
            await get<Page<unknown>>(`/customers?limit=1&rule=${encodeURIComponent(text)}`);
            onApply(text);
        } catch (thrown) {
            setFaults(Object.fromEntries((asProblem(thrown).document.errors ?? []).map((one) => [one.pointer, one.detail])));
            setProblem(sentenceOf(thrown));
        }
    }
    return (
        <Dialog title={t("console.customers.conditions")} size="wide" onClose={onClose}>
            <form className="form" onSubmit={(event) => void apply(event)}>
                <Unread of={unread} />
                {known && <RuleEditor group={group} faults={faults} onChange={(next) => { setGroup(next); setFaults({}); setProblem(""); }} />}
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot">
                    {rule && <button type="button" className="button" data-kind="quiet" onClick={() => onApply("")}>{t("console.customers.allAgain")}</button>}
                    <button type="submit" className="button" data-kind="primary">{t("console.customers.applyFilter")}</button></footer>
            </form>
        </Dialog>
    );
}

function read(rule: string): Group {
    try { return rule ? asGroup(JSON.parse(rule)) : blank; } catch { return blank; }
}
