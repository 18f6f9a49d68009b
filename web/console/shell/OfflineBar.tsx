import { connection, live } from "./connection";
import { Icon } from "./Icon";
import { useLate } from "./useLate";
import { useStore } from "./useStore";
import { t } from "./words";

/** A quiet bar once the connection has been gone for two seconds; shorter gaps heal unseen. */
export function OfflineBar() {
    const lost = useStore(connection, (state) => state.lostAt !== null);
    const late = useLate(lost, 2000);
    if (!late) return null;
    return (
        <div className="offline-bar" role="status"><Icon name="wifi-off" />{t("common.offline")}
            <button type="button" className="link" onClick={() => live.hurry()}>{t("console.reconnect")}</button></div>
    );
}
