import { createStore } from "../../shared/store";
import type { Activity, ActivityChange, ActivityInput } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, patch, post, remove, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { t } from "../shell/words";

/** What is to be done, by id; lists are made of it. */
export const activities = createStore<{ byId: Readonly<Record<string, Activity>> }>({ byId: {} });

function arrived(items: readonly Activity[]): void {
    activities.update((state) => ({ byId: { ...state.byId, ...Object.fromEntries(items.map((one) => [one.id, one])) } }));
}

/** Loads activities of one kind of list: of a deal, or of one's own; the done ones too when `done`. */
export async function fetchActivities(query: string): Promise<void> {
    arrived((await get<Page<Activity>>(`/activities?limit=200&${query}`)).items);
}

/** Notes something to do. */
export async function addActivity(input: ActivityInput): Promise<void> {
    arrived([await post<Activity>("/activities", input)]);
}

/** Changes something to do at once and takes it back with a sentence when it is refused. */
async function change(activity: Activity, sent: ActivityChange, assumed: Partial<Activity>): Promise<boolean> {
    arrived([{ ...activity, ...assumed }]);
    try {
        arrived([await patch<Activity>(`/activities/${activity.id}`, sent, activity.version)]);
        return true;
    } catch (problem) {
        arrived([activity]);
        say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" });
        return false;
    }
}

/** Marks it done, or not done after all. */
export async function tick(activity: Activity, isDone: boolean, quiet = false): Promise<void> {
    const changed = await change(activity, { done: isDone }, { done_at: isDone ? new Date().toISOString() : null });
    if (changed && !quiet && isDone) {
        done(t("sales.activity.doneNow", { subject: activity.subject }), () => {
            const current = activities.get().byId[activity.id];
            if (current) void tick(current, false, true);
        });
    }
}

/** Puts it off, or sooner. */
export function reschedule(activity: Activity, due: string | null): Promise<boolean> {
    return change(activity, { due_at: due }, { due_at: due });
}

/** Removes something to do. */
export async function dropActivity(activity: Activity): Promise<void> {
    activities.update(({ byId }) => { const rest = { ...byId }; delete rest[activity.id]; return { byId: rest }; });
    try {
        await remove(`/activities/${activity.id}`);
    } catch (problem) {
        arrived([activity]);
        say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" });
    }
}
