import { useState } from "react";
import type { Customer } from "../../shared/staff";
import { t } from "../shell/words";
import { BulkDialog } from "./BulkDialog";

interface Props {
    picked: ReadonlySet<string>; filters: Record<string, string>; shown: readonly Customer[];
    onPick: (picked: ReadonlySet<string> | null) => void; onDone: () => void;
}

/** What stands above the list while customers are picked: how many, all of them, and what to do. */
export default function BulkBar({ picked, filters, shown, onPick, onDone }: Props) {
    const [whole, setWhole] = useState(false);
    const [changing, setChanging] = useState(false);
    const isAllShown = shown.length > 0 && shown.every((one) => picked.has(one.id));
    return (
        <div className="bulk-bar" role="toolbar" aria-label={t("people.bulk.title")}>
            <label className="check"><input type="checkbox" checked={whole || isAllShown} onChange={(event) => { setWhole(false); onPick(new Set(event.target.checked ? shown.map((one) => one.id) : [])); }} />
                <span aria-live="polite">{whole ? t("people.bulk.whole") : t("people.bulk.count", { count: picked.size })}</span></label>
            {!whole && isAllShown && <button type="button" className="link" onClick={() => setWhole(true)}>{t("people.bulk.takeWhole")}</button>}
            <span className="bulk-acts">
                <button type="button" className="button" data-kind="primary" disabled={picked.size === 0 && !whole} onClick={() => setChanging(true)}>{t("people.bulk.change")}</button>
                <button type="button" className="button" data-kind="quiet" onClick={() => onPick(null)}>{t("common.cancel")}</button></span>
            {changing && <BulkDialog chosen={whole ? { filter: filters } : { ids: [...picked] }} onClose={() => setChanging(false)} onDone={() => { setChanging(false); onDone(); }} />}
        </div>
    );
}
