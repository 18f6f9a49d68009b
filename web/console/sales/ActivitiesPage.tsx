import { useState } from "react";
import { ExportButton } from "../imports/ExportButton";
import { may, session } from "../session/sessionState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { ActivityList, inOrder } from "./ActivityList";
import { activities, fetchActivities } from "./activityState";

/** What one has to do about deals and customers: what is late, today, and later. */
export function ActivitiesPage() {
    const known = useStore(activities, (state) => state.byId);
    const me = useStore(session, (state) => state.user?.id);
    const writes = useStore(session, (state) => may(state, "sales.write"));
    const [isKnown, setKnown] = useState(false);
    const unread = useReading(() => fetchActivities("owner=me"), [], { take: () => setKnown(true) });
    const mine = inOrder(Object.values(known).filter((one) => one.owner?.id === me && !one.done_at));
    const now = new Date();
    const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).toISOString();
    const groups = [
        ["late", mine.filter((one) => one.due_at !== null && one.due_at < now.toISOString())],
        ["today", mine.filter((one) => one.due_at !== null && one.due_at >= now.toISOString() && one.due_at < tomorrow)],
        ["later", mine.filter((one) => one.due_at !== null && one.due_at >= tomorrow)],
        ["undated", mine.filter((one) => one.due_at === null)],
    ] as const;
    return (
        <main className="sales-page" id="main" tabIndex={-1}>
            <div className="page-body">
                <header className="page-title"><h1>{t("sales.activity.mine")}</h1><ExportButton name="activities" /></header>
                <Unread of={unread} />
                {isKnown && mine.length === 0 && <div className="empty"><p>{t("sales.activity.empty")}</p></div>}
                {groups.map(([name, items]) => items.length > 0 && <section key={name} className="activity-group"><h2>{t(`sales.activity.${name}`)}</h2><ActivityList items={items} writes={writes} withDeal /></section>)}
            </div>
        </main>
    );
}
