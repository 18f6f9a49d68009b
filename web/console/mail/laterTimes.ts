/** A moment offered for sending later, under the name it is called by. */
export interface LaterTime { name: "hour" | "tomorrow" | "monday"; at: string }

/** The moments worth offering now, in the time zone of the machine. */
export function laterTimes(now: Date): LaterTime[] {
    const nine = (days: number) => {
        const day = new Date(now);
        day.setDate(day.getDate() + days);
        day.setHours(9, 0, 0, 0);
        return day.toISOString();
    };
    const toMonday = ((8 - now.getDay()) % 7) || 7;
    return [
        { name: "hour", at: new Date(now.getTime() + 3_600_000).toISOString() }, { name: "tomorrow", at: nine(1) },
        ...(toMonday > 1 ? [{ name: "monday" as const, at: nine(toMonday) }] : []),
    ];
}
