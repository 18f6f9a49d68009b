import { useState } from "react";
import type { SegmentMembership, SegmentReason } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { moneyText } from "../orders/money";
import { get } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { fetchFields, segments } from "./segmentState";
import { fieldName, optionName, segmentName } from "./segmentWords";

/** The segments that hold a customer, each with what it asks and what it finds. */
export default function CustomerSegments({ customer }: { customer: string }) {
    const [held, setHeld] = useState<readonly SegmentMembership[] | null>(null);
    const unread = useReading(() => Promise.all([get<Page<SegmentMembership>>(`/customers/${customer}/segments`), fetchFields()]), [customer], {
        take: ([page]) => setHeld(page.items),
    });
    if (!held) return <Unread of={unread} />;
    if (held.length === 0) return <p className="meta">{t("marketing.why.none")}</p>;
    return (
        <ul className="plain-list segment-why">{held.map((one) => (
            <li key={one.segment_id}><details><summary>{segmentName(one)}</summary>
                <ul className="plain-list">{one.reasons.map((reason, place) => <Reason key={place} reason={reason} />)}</ul>
                <Link to={`/marketing/segments/${one.segment_id}`}>{t("marketing.why.open")}</Link></details></li>
        ))}</ul>
    );
}

/** One condition, and the customer's own value beside it. */
function Reason({ reason }: { reason: SegmentReason }) {
    const field = useStore(segments, (state) => state.fields.find((one) => one.key === reason.field));
    if (!field) return null;
    const shown = (text: string) => {
        if (reason.currency) return moneyText({ amount_minor: Number(text), currency: reason.currency });
        if (field.kind === "choice") return text.split(",").map((one) => optionName(field, one)).join(", ");
        if (field.kind === "flag") return t(text === "true" ? "marketing.rule.yes" : "marketing.rule.no");
        return text;
    };
    const isDays = reason.operator === "within_days" || reason.operator === "not_within_days";
    const wanted = [t(`marketing.operator.${reason.operator}`), reason.value && (isDays ? `${reason.value} ${t("marketing.rule.days")}` : shown(reason.value))].filter(Boolean).join(" ");
    const counts = reason.fits === reason.is_wanted;
    return (
        <li className={counts ? undefined : "muted"}><Icon name={counts ? "check2" : "x-lg"} />
            <span>{fieldName(field)} {wanted}{!reason.is_wanted && ` (${t("marketing.why.unwanted")})`}
                <span className="meta"> {reason.found === null ? (counts ? "" : t("marketing.why.unknown")) : t("marketing.why.found", { value: shown(reason.found) })}</span></span></li>
    );
}
