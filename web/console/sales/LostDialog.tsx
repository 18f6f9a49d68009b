import { useState } from "react";
import type { Opportunity } from "../../shared/apiTypes";
import { EditorDialog } from "../settings/EditorDialog";
import { Field, Select } from "../shell/Field";
import { Refusal } from "../shell/http";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { moveDeal } from "./dealChanges";
import { reasonName } from "./dealNames";
import { deals } from "./dealState";

/** Asks why a deal was lost, and notes it. */
export function LostDialog({ deal, onClose }: { deal: Opportunity; onClose: () => void }) {
    const reasons = useStore(deals, (state) => state.reasons);
    const stage = useStore(deals, (state) => state.pipelines.find((one) => one.id === deal.pipeline_id)?.stages.find((one) => one.kind === "lost"));
    const [reason, setReason] = useState(reasons[0]?.id ?? "");
    const [note, setNote] = useState("");
    async function save() {
        if (!stage || !reason) throw new Refusal(t("sales.whyLost"));
        await moveDeal(deal, stage, { lost_reason_id: reason, lost_note: note.trim() });
    }
    return (
        <EditorDialog title={t("sales.loseNamed", { title: deal.title })} size="small" onClose={onClose} onSave={save} saveLabel={t("sales.lose")}>
            <Select label={t("sales.whyLost")} value={reason} onChange={setReason} options={reasons.map((one) => [one.id, reasonName(one)])} />
            <Field label={t("sales.lostNote")} value={note} onChange={setNote} maxLength={500} />
        </EditorDialog>
    );
}
