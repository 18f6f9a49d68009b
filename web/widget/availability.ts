import type { Sentences } from "../shared/sentences";
import type { WidgetSettings } from "../shared/wire";

/** How soon somebody answers, from the team's real presence, hours and typical time; `now` in milliseconds. */
export function availabilityText({ office, availability }: WidgetSettings, words: Sentences, now: number): string {
    const { t } = words;
    if (office.open && availability.online) {
        const seconds = availability.typical_reply_seconds;
        if (seconds === null) return t("widget.here");
        if (seconds <= 60) return t("widget.within_minute");
        if (seconds <= 3_600) {
            const minutes = [5, 10, 15, 30, 60].find((each) => each * 60 >= seconds) ?? 60;
            return t("widget.within_minutes", { count: minutes });
        }
        if (seconds <= 86_400) return t("widget.within_hours", { count: Math.ceil(seconds / 3_600) });
        return t("widget.within_days", { count: Math.ceil(seconds / 86_400) });
    }
    if (office.opens_at && !office.open) return t("widget.back", { when: openingTime(office.opens_at, words, now) });
    return t("widget.away");
}

function openingTime(instant: string, words: Sentences, now: number): string {
    const time = words.date(instant, { hour: "numeric", minute: "2-digit" });
    const days = Math.round((new Date(instant).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / 86_400_000);
    if (days <= 0) return words.t("widget.at_today", { time });
    if (days === 1) return words.t("widget.at_tomorrow", { time });
    const day = words.date(instant, days < 7 ? { weekday: "long" } : { month: "long", day: "numeric" });
    return words.t("widget.at_day", { day, time });
}
