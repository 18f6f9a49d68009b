import { useEffect, useRef } from "react";
import { t } from "../shell/words";
import { directory } from "../settings/directoryState";
import { session } from "../session/sessionState";
import { Icon, IconName } from "../shell/Icon";
import { Link } from "../shell/Link";
import { usePlace } from "../shell/router";
import { useStore } from "../shell/useStore";
import { FolderName, folderOf } from "./filters";
import { tickets } from "./ticketState";

const icons: Record<FolderName, IconName> = {
    mine: "person", unassigned: "inbox", team: "people", all_open: "collection", unread: "envelope-exclamation", at_risk: "exclamation-triangle", snoozed: "moon", solved: "check2-circle",
};
const alone: readonly FolderName[] = ["all_open", "unread", "at_risk", "snoozed", "solved"];
const together: readonly FolderName[] = ["mine", "unassigned", "team", "all_open", "unread", "at_risk", "snoozed", "solved"];

/** The folders and saved views with their live figures. */
export function ViewsNav() {
    const { query } = usePlace();
    const counts = useStore(tickets, (state) => state.counts);
    const views = useStore(directory, (state) => state.views).filter((one) => one.subject !== "customer");
    const workAlone = useStore(session, (state) => state.workAlone);
    const teams = useStore(session, (state) => state.user?.team_ids.length ?? 0);
    const folder = folderOf(query);
    const view = query.get("view");
    const shown = (workAlone ? alone : together).filter((name) => name !== "team" || teams > 0);
    const box = useRef<HTMLElement>(null);
    useEffect(() => {
        // In a narrow window the views are a strip; the current one comes into sight.
        box.current?.querySelector("[aria-current]")?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
    }, [folder, view, counts]);
    return (
        <nav ref={box} className="views" aria-label={t("console.views.label")}>
            {shown.map((name) => (
                <Link key={name} to={`/tickets?list=${name}`} className="views-item" aria-current={!view && folder === name ? "page" : undefined}>
                    <Icon name={icons[name]} />
                    <span className="views-name">{t(`console.views.${name}`)}</span>
                    <Count value={counts?.[name]} quiet={name === "solved" || name === "snoozed"} />
                </Link>
            ))}
            {views.length > 0 && <h3 className="views-heading">{t("console.views.saved")}</h3>}
            {[...views].sort((a, b) => a.position - b.position).map((saved) => (
                <Link key={saved.id} to={`/tickets?view=${saved.id}`} className="views-item" aria-current={view === saved.id ? "page" : undefined}>
                    <Icon name="funnel" />
                    <span className="views-name">{saved.name}</span>
                    <Count value={counts?.views[saved.id]} />
                </Link>
            ))}
        </nav>
    );
}

function Count({ value, quiet }: { value: number | undefined; quiet?: boolean }) {
    if (!value) return null;
    return <span className={`views-count${quiet ? " is-quiet" : ""}`}>{value > 9999 ? "9999+" : value}</span>;
}
