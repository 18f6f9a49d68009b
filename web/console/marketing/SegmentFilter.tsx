import { Icon } from "../shell/Icon";
import { Menu } from "../shell/Menu";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { fetchSegments, segments } from "./segmentState";
import { segmentName } from "./segmentWords";

/** Narrows a list of customers to one segment, or shows which it is narrowed to. */
export default function SegmentFilter({ chosen, onChoose }: { chosen: string; onChoose: (id: string) => void }) {
    const known = useStore(segments, (state) => state.segments);
    const unread = useReading(fetchSegments, []);
    const one = known?.find((segment) => segment.id === chosen);
    return (
        <div className="order-filter">
            <Menu label={t("marketing.why.filter")} className="button" choices={(known ?? []).map((segment) => ({ id: segment.id, label: segmentName(segment), chosen: segment.id === chosen }))} onChoose={onChoose}>
                <Icon name="funnel" />{one ? segmentName(one) : t("marketing.why.filter")}</Menu>
            <Unread of={unread} />
            {chosen && <button type="button" className="icon-button" aria-label={t("console.customers.allAgain")} title={t("console.customers.allAgain")} onClick={() => onChoose("")}><Icon name="x-lg" /></button>}
        </div>
    );
}
