import { Icon } from "./Icon";
import { Link } from "./Link";
import { Unread } from "./Unread";
import type { Unreadable } from "./useReading";
import { t } from "./words";

/** Stands in for a page that could not be read; on a phone, which has one pane, with the way back to its list. */
export function UnreadPage({ of, missing, back }: { of: Unreadable | null; missing?: string; back: string }) {
    return of && (
        <div className="empty"><Unread of={of} missing={missing} />
            <Link to={back} className="button only-narrow"><Icon name="chevron-left" />{t("console.back")}</Link></div>
    );
}
