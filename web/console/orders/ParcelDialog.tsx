import { useState } from "react";
import type { Order, Shipment } from "../../shared/apiTypes";
import { EditorDialog } from "../settings/EditorDialog";
import { Field, Select } from "../shell/Field";
import { t } from "../shell/words";
import { noteParcel } from "./orderState";

/** Notes a parcel that was sent, or what is new of one. */
export function ParcelDialog({ order, parcel, onClose }: { order: Order; parcel: Shipment | null; onClose: () => void }) {
    const [carrier, setCarrier] = useState(parcel?.carrier ?? "");
    const [number, setNumber] = useState(parcel?.tracking_number ?? "");
    const [url, setUrl] = useState(parcel?.tracking_url ?? "");
    const [promised, setPromised] = useState(parcel?.promised_at?.slice(0, 10) ?? "");
    const [status, setStatus] = useState<Shipment["status"]>(parcel?.status ?? "in_transit");
    const save = () => noteParcel(order, parcel?.id ?? null, {
        carrier: carrier.trim(), tracking_number: number.trim(), tracking_url: url.trim() || null, status,
        // A day promised is kept until it ends where the shop is.
        promised_at: promised ? new Date(`${promised}T23:59:59`).toISOString() : null,
    });
    return (
        <EditorDialog title={t(parcel ? "console.orders.editParcel" : "console.orders.parcel")} size="small" onClose={onClose} onSave={save}>
            <Field label={t("console.orders.carrier")} value={carrier} onChange={setCarrier} required autoFocus maxLength={100} />
            <Field label={t("console.orders.tracking")} value={number} onChange={setNumber} maxLength={100} />
            <Field label={t("console.orders.trackingPage")} value={url} onChange={setUrl} type="url" maxLength={500} placeholder="https://" />
            <Field label={t("console.orders.promisedBy")} value={promised} onChange={setPromised} type="date" />
            {parcel && <Select label={t("console.orders.parcelState")} value={status} onChange={(value) => setStatus(value as Shipment["status"])}
                options={(["in_transit", "delivered", "exception"] as const).map((name) => [name, t(`console.order.${name}`)])} />}
        </EditorDialog>
    );
}
