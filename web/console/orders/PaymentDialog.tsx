import { useState } from "react";
import type { Order } from "../../shared/apiTypes";
import { EditorDialog } from "../settings/EditorDialog";
import { Field } from "../shell/Field";
import { Refusal } from "../shell/http";
import { t } from "../shell/words";
import { amountText, minorOf, moneyText } from "./money";
import { notePayment } from "./orderState";

/** Notes money that came in. */
export function PaymentDialog({ order, onClose }: { order: Order; onClose: () => void }) {
    const { currency } = order.total;
    const paid = order.payments.reduce((sum, payment) => sum + payment.amount.amount_minor, 0);
    const [amount, setAmount] = useState(amountText(Math.max(0, order.total.amount_minor - paid), currency));
    const [method, setMethod] = useState("");
    const [reference, setReference] = useState("");
    async function save() {
        const minor = minorOf(amount, currency);
        if (!minor) throw new Refusal(t("console.orders.noAmount"));
        await notePayment(order, { amount_minor: minor, method: method.trim(), reference: reference.trim() });
    }
    return (
        <EditorDialog title={t("console.orders.payment")} size="small" onClose={onClose} onSave={save}>
            <p className="meta">{t("console.orders.paidOf", { paid: moneyText({ amount_minor: paid, currency }), total: moneyText(order.total) })}</p>
            <Field label={`${t("console.orders.amount")} (${currency})`} value={amount} onChange={setAmount} inputMode="decimal" required autoFocus />
            <Field label={t("console.orders.method")} value={method} onChange={setMethod} maxLength={50} />
            <Field label={t("console.orders.reference")} value={reference} onChange={setReference} maxLength={100} />
        </EditorDialog>
    );
}
