/** A text as the rule keeps it. */
export interface ParcelText { subject: string; body: string }
export type Locale = "en" | "zh-Hans";

/** What may stand in double braces, as the server knows it. */
export const variables = [
    "customer.name", "customer.first_name", "company.name", "order.number", "order.reference", "shipment.carrier", "shipment.tracking_number", "shipment.tracking_url", "shipment.expected",
] as const;

/** The words we would begin with. */
export const usual: Record<Locale, ParcelText> = {
    en: {
        subject: "Your order {{order.number}} is late",
        body: "Hello {{customer.first_name|there}},\n\nyour parcel with {{shipment.carrier}} (number {{shipment.tracking_number|unknown}}) should have arrived on {{shipment.expected|the day we promised}} and has not. We are sorry, and we are asking the carrier where it is.\n\nYou need not do anything. If you would rather have your money back or a new parcel, just answer this message.\n\n{{company.name|Your shop}}",
    },
    "zh-Hans": {
        subject: "您的订单 {{order.number}} 有延误",
        body: "{{customer.first_name|您好}}：\n\n您的包裹（{{shipment.carrier}}，单号 {{shipment.tracking_number|暂无}}）原定 {{shipment.expected|承诺日}} 送达，目前尚未送达，非常抱歉。我们正在向承运商查询。\n\n您无需做任何事。如希望退款或重新发货，直接回复此消息即可。\n\n{{company.name|店铺}}",
    },
};

/** Minutes of the day as a clock shows them. */
export function clockOf(minutes: number): string {
    return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** The minutes of the day of such a time. */
export function minutesOf(clock: string): number {
    const [hours = 0, minutes = 0] = clock.split(":").map(Number);
    return hours * 60 + minutes;
}
