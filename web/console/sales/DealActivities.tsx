import { FormEvent, useEffect, useState } from "react";
import type { Activity, Opportunity } from "../../shared/apiTypes";
import { useSave } from "../settings/useSave";
import { Icon } from "../shell/Icon";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { ActivityList, inOrder } from "./ActivityList";
import { activities, addActivity, fetchActivities } from "./activityState";
import { fetchDeal } from "./dealState";

const kinds = ["call", "meeting", "mail", "task"] as const;

/** What is to be done about a deal, and a line to add to it. */
export function DealActivities({ deal, writes }: { deal: Opportunity; writes: boolean }) {
    const known = useStore(activities, (state) => state.byId);
    const [kind, setKind] = useState<Activity["kind"]>("call");
    const [subject, setSubject] = useState("");
    const [due, setDue] = useState("");
    const { problem, busy, save } = useSave();
    const [isKnown, setKnown] = useState(false);
    const unread = useReading(() => Promise.all([false, true].map((isDone) => fetchActivities(`opportunity_id=${deal.id}&done=${isDone}`))), [deal.id], { take: () => setKnown(true) });
    const items = inOrder(Object.values(known).filter((one) => one.opportunity?.id === deal.id));
    // The card on the board shows the next one that is due.
    const waiting = items.filter((one) => !one.done_at).map((one) => one.id + one.due_at).join();
    useEffect(() => { if (items.length > 0) void fetchDeal(deal.number).catch(() => undefined); }, [waiting]);
    async function add(event: FormEvent) {
        event.preventDefault();
        const added = await save(() => addActivity({
            kind, subject: subject.trim(), note: null, opportunity_id: deal.id, customer_id: null, owner_id: null, due_at: due ? new Date(due).toISOString() : null,
        }), "");
        if (added) { setSubject(""); setDue(""); }
    }
    return (
        <section><h3>{t("sales.activity.title")}</h3>
            <Unread of={unread} />
            {isKnown && items.length === 0 && <p className="meta">{t("sales.activity.none")}</p>}
            <ActivityList items={items} writes={writes} />
            {writes && (
                <form className="activity-form" onSubmit={(event) => void add(event)}>
                    <select className="input" aria-label={t("sales.activity.kind")} value={kind} onChange={(event) => setKind(event.target.value as Activity["kind"])}>
                        {kinds.map((name) => <option key={name} value={name}>{t(`sales.activity.${name}`)}</option>)}
                    </select>
                    <input className="input" type="datetime-local" aria-label={t("sales.activity.due")} value={due} onChange={(event) => setDue(event.target.value)} />
                    <input className="input" aria-label={t("sales.activity.subject")} placeholder={t("sales.activity.subject")} value={subject} maxLength={200} required onChange={(event) => setSubject(event.target.value)} />
                    <button type="submit" className="button" disabled={busy}><Icon name="plus-lg" />{t("sales.add")}</button>
                    {problem && <p className="problem" role="alert">{problem}</p>}
                </form>
            )}
        </section>
    );
}
