import type { TicketActions } from "../../shared/apiTypes";
import { unitText } from "../shell/times";
import { t } from "../shell/words";

/** One thing a canned reply will do, in words, and what remains when it is struck. */
export interface ActionLine { key: string; text: string; without: TicketActions | null }

interface Names { users: readonly { id: string; name: string }[]; teams: readonly { id: string; name: string }[] }

export const noActions: TicketActions = {
    status: null, snooze_seconds: null, priority: null, add_tags: [], remove_tags: [], assignee: null, team_id: null, note: null,
};

/** The actions, or null when they do nothing. */
export function actionsOrNull(actions: TicketActions): TicketActions | null {
    const { status, priority, add_tags, remove_tags, assignee, team_id, note } = actions;
    return status || priority || add_tags?.length || remove_tags?.length || assignee || team_id || note ? actions : null;
}

/** What two canned replies used in one message do together; the later one wins where they differ. */
export function actionsJoined(first: TicketActions | null, later: TicketActions | null): TicketActions | null {
    if (!first || !later) return later ?? first;
    const added = [...new Set([...first.add_tags ?? [], ...later.add_tags ?? []])];
    const removed = [...new Set([...first.remove_tags ?? [], ...later.remove_tags ?? []])];
    return {
        status: later.status ?? first.status, snooze_seconds: later.status ? later.snooze_seconds : first.snooze_seconds,
        priority: later.priority ?? first.priority, assignee: later.assignee ?? first.assignee, team_id: later.team_id ?? first.team_id,
        add_tags: added.filter((name) => !later.remove_tags?.includes(name)), remove_tags: removed.filter((name) => !later.add_tags?.includes(name)),
        note: [first.note, later.note].filter(Boolean).join("\n\n") || null,
    };
}

/** What the actions will do, one line each. */
export function actionLines(actions: TicketActions | null, names: Names): ActionLine[] {
    if (!actions) return [];
    const lines: ActionLine[] = [];
    const line = (key: string, text: string, change: Partial<TicketActions>) =>
        lines.push({ key, text, without: actionsOrNull({ ...actions, ...change }) });
    if (actions.status === "solved") line("status", t("console.actions.solve"), { status: null });
    if (actions.status === "snoozed") line("status", t("console.actions.snooze", { time: unitText(actions.snooze_seconds ?? 0) }), { status: null, snooze_seconds: null });
    if (actions.priority) line("priority", t("console.actions.priority", { name: t(`console.priority.${actions.priority}`) }), { priority: null });
    for (const name of actions.add_tags ?? []) line(`+${name}`, t("console.actions.tag", { name }), { add_tags: (actions.add_tags ?? []).filter((one) => one !== name) });
    for (const name of actions.remove_tags ?? []) line(`-${name}`, t("console.actions.untag", { name }), { remove_tags: (actions.remove_tags ?? []).filter((one) => one !== name) });
    if (actions.assignee) {
        const name = names.users.find((user) => user.id === actions.assignee)?.name ?? t("console.actions.someone");
        line("assignee", actions.assignee === "me" ? t("console.actions.take") : t("console.actions.assign", { name }), { assignee: null });
    }
    if (actions.team_id) line("team", t("console.actions.assign", { name: names.teams.find((team) => team.id === actions.team_id)?.name ?? t("console.actions.someone") }), { team_id: null });
    if (actions.note) line("note", t("console.actions.note", { text: actions.note }), { note: null });
    return lines;
}
