import { useState } from "react";
import type { Order } from "../../shared/apiTypes";
import { EditorDialog } from "../settings/EditorDialog";
import { Field } from "../shell/Field";
import { Refusal } from "../shell/http";
import { t } from "../shell/words";
import { amountText, minorOf } from "./money";
import { noteReturn } from "./orderState";

/** Notes pieces that came back, and what was refunded for them. */
export function ReturnDialog({ order, onClose }: { order: Order; onClose: () => void }) {
    const { currency } = order.total;
    const [reason, setReason] = useState("");
    const [refund, setRefund] = useState(amountText(0, currency));
    const [counts, setCounts] = useState<Record<number, string>>({});
    const left = (position: number, quantity: number) => quantity - order.returns.flatMap((one) => one.lines as { position: number; quantity: number }[])
        .filter((line) => line.position === position).reduce((sum, line) => sum + line.quantity, 0);
    async function save() {
        const lines = Object.entries(counts).map(([position, count]) => ({ position: Number(position), quantity: Number(count) })).filter((line) => line.quantity > 0);
        if (lines.length === 0) throw new Refusal(t("console.orders.nothingBack"));
        const minor = minorOf(refund, currency);
        if (minor === null) throw new Refusal(t("console.orders.noAmount"));
        await noteReturn(order, { reason: reason.trim(), lines, refund_minor: minor });
    }
    return (
        <EditorDialog title={t("console.orders.return")} size="small" onClose={onClose} onSave={save}>
            {order.lines.filter((line) => left(line.position, line.quantity) > 0).map((line) => (
                <Field key={line.position} label={t("console.orders.backOf", { name: line.name, count: left(line.position, line.quantity) })} type="number" min={0} max={left(line.position, line.quantity)}
                    value={counts[line.position] ?? "0"} onChange={(count) => setCounts({ ...counts, [line.position]: count })} />
            ))}
            <Field label={t("console.orders.reason")} value={reason} onChange={setReason} required maxLength={500} />
            <Field label={`${t("console.orders.refund")} (${currency})`} value={refund} onChange={setRefund} inputMode="decimal" />
        </EditorDialog>
    );
}
