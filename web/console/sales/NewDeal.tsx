import { useState } from "react";
import type { Pipeline } from "../../shared/apiTypes";
import { ChosenCustomer, CustomerChoice } from "../customers/CustomerChoice";
import { minorOf } from "../orders/money";
import { session } from "../session/sessionState";
import { EditorDialog } from "../settings/EditorDialog";
import { Field, Select } from "../shell/Field";
import { Refusal } from "../shell/http";
import { navigate } from "../shell/router";
import { t } from "../shell/words";
import { addDeal, stageName } from "./dealState";

/** Adds a deal to a pipeline. */
export function NewDeal({ pipeline, onClose }: { pipeline: Pipeline; onClose: () => void }) {
    const [customer, setCustomer] = useState<ChosenCustomer | null>(null);
    const open = pipeline.stages.filter((stage) => stage.kind === "open");
    const [title, setTitle] = useState("");
    const [amount, setAmount] = useState("");
    const [stage, setStage] = useState(open[0]?.id ?? "");
    const [day, setDay] = useState("");
    const currency = session.get().company?.currency ?? "CNY";
    async function save() {
        if (!customer) throw new Refusal(t("sales.whose"));
        const minor = minorOf(amount || "0", currency);
        if (minor === null) throw new Refusal(t("console.orders.noAmount"));
        const deal = await addDeal({
            customer_id: customer.id, title: title.trim(), amount: { amount_minor: minor, currency }, pipeline_id: pipeline.id, stage_id: stage, expected_close_on: day || null, owner_id: null,
        });
        navigate(`/sales/deals/${deal.number}${location.search}`);
    }
    return (
        <EditorDialog title={t("sales.new")} onClose={onClose} onSave={save} saveLabel={t("sales.add")}>
            <CustomerChoice chosen={customer} onChoose={setCustomer} />
            <Field label={t("sales.title")} value={title} onChange={setTitle} required maxLength={200} />
            <div className="field-row"><Field label={`${t("sales.amount")} (${currency})`} value={amount} onChange={setAmount} inputMode="decimal" placeholder="0" />
                <Field label={t("sales.expected")} value={day} onChange={setDay} type="date" /></div>
            <Select label={t("sales.stageLabel")} value={stage} onChange={setStage} options={open.map((one) => [one.id, stageName(one)])} />
        </EditorDialog>
    );
}
