import { useState } from "react";
import type { Post } from "../../shared/apiTypes";
import { useNow } from "../shell/clock";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { clockTime } from "../shell/times";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { asOf, dayKey, daysOf, headingOf, momentOf } from "./postRules";
import { fetchPostsBetween, posts } from "./postState";

/** A month of posts, what is planned and what is out; on a phone only the days that have some. */
export function PostCalendar({ mayWrite }: { mayWrite: boolean }) {
    const [month, setMonth] = useState(() => { const now = new Date(); return new Date(now.getFullYear(), now.getMonth(), 1); });
    const known = useStore(posts, (state) => state.byId);
    const now = useNow();
    const turn = (by: number) => setMonth(new Date(month.getFullYear(), month.getMonth() + by, 1));
    const days = daysOf(month);
    const unread = useReading(() => {
        const last = days[days.length - 1] ?? month;
        return fetchPostsBetween(days[0] ?? month, new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1));
    }, [month]);
    useKeys({ "[": () => turn(-1), "]": () => turn(1) });
    const byDay = new Map<string, Post[]>();
    for (const one of Object.values(known ?? {})) {
        const at = momentOf(one);
        if (at) byDay.set(dayKey(new Date(at)), [...byDay.get(dayKey(new Date(at))) ?? [], asOf(one, now)]);
    }
    const today = dayKey(new Date());
    const weeks = Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
    const isEmpty = days.every((day) => !byDay.has(dayKey(day)));
    return (
        <div className="post-month">
            <header className="marketing-head">
                <Link to="/marketing/posts" className="icon-button only-narrow" aria-label={t("console.back")}><Icon name="chevron-left" /></Link>
                <h1 aria-live="polite">{month.toLocaleDateString(locale(), { month: "long", year: "numeric" })}</h1>
                <button type="button" className="icon-button" aria-label={t("marketing.posts.monthBefore")} title={`${t("marketing.posts.monthBefore")} ([)`} onClick={() => turn(-1)}><Icon name="chevron-left" /></button>
                <button type="button" className="icon-button" aria-label={t("marketing.posts.monthAfter")} title={`${t("marketing.posts.monthAfter")} (])`} onClick={() => turn(1)}><Icon name="chevron-right" /></button>
            </header>
            <Unread of={unread} />
            <table className="post-days">
                <thead><tr>{days.slice(0, 7).map((day) => <th key={day.getDay()} scope="col"><span>{day.toLocaleDateString(locale(), { weekday: "short" })}</span></th>)}</tr></thead>
                <tbody>{weeks.map((week) => (
                    <tr key={dayKey(week[0] ?? month)}>{week.map((day) => {
                        const key = dayKey(day);
                        const items = (byDay.get(key) ?? []).sort((a, b) => (momentOf(a) ?? "") < (momentOf(b) ?? "") ? -1 : 1);
                        const name = day.toLocaleDateString(locale(), { weekday: "short", month: "long", day: "numeric" });
                        return (
                            <td key={key} className={`${day.getMonth() === month.getMonth() ? "" : "is-outside "}${key === today ? "is-today " : ""}${items.length === 0 ? "is-empty" : ""}`}>
                                {mayWrite ? <Link to={`/marketing/posts/new?on=${key}`} className="post-day" aria-label={t("marketing.posts.newOn", { day: name })} title={t("marketing.posts.newOn", { day: name })}><b>{day.getDate()}</b><span className="post-day-name">{name}</span></Link>
                                    : <span className="post-day"><b>{day.getDate()}</b><span className="post-day-name">{name}</span></span>}
                                {items.map((one) => (
                                    <Link key={one.id} to={`/marketing/posts/${one.id}`} className={`post-mark is-${one.state}`} title={`${t(`marketing.post.${one.state}`)} · ${t(`console.platform.${one.platform}`)} · ${headingOf(one)}`}>
                                        <span className="post-mark-top">{one.state === "posted" && <Icon name="check2" label={t("marketing.post.posted")} />}<time dateTime={momentOf(one) ?? undefined}>{clockTime(momentOf(one) ?? "")}</time> {t(`console.platform.${one.platform}`)}</span>
                                        <span className="post-mark-name">{headingOf(one)}</span></Link>
                                ))}
                            </td>
                        );
                    })}</tr>
                ))}</tbody>
            </table>
            {isEmpty && known && <p className="muted post-none">{t("marketing.posts.emptyMonth")}</p>}
        </div>
    );
}
