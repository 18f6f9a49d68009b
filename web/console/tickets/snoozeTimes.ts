/** A moment offered for snoozing, under the name it is called by. */
export interface SnoozeTime { name: "hours" | "tomorrow" | "monday" | "week"; until: string }

/** The moments worth offering now, in the time zone of the machine. */
export function snoozeTimes(now: Date): SnoozeTime[] {
    const morning = (days: number) => {
        const day = new Date(now);
        day.setDate(day.getDate() + days);
        day.setHours(9, 0, 0, 0);
        return day.toISOString();
    };
    const later = new Date(now);
    later.setHours(later.getHours() + 3, 0, 0, 0);
    const toMonday = ((8 - now.getDay()) % 7) || 7;
    return [
        { name: "hours", until: later.toISOString() },
        { name: "tomorrow", until: morning(1) },
        ...(toMonday > 1 ? [{ name: "monday" as const, until: morning(toMonday) }] : []),
        { name: "week", until: morning(7) },
    ];
}
