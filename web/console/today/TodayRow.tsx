import { moneyText } from "../orders/money";
import { dayOf, isPast } from "../sales/days";
import { Icon, IconName } from "../shell/Icon";
import { Link } from "../shell/Link";
import { exactTime, momentText, spanText } from "../shell/times";
import { t } from "../shell/words";
import { channelIcon } from "../tickets/channels";
import { waitLevel } from "../tickets/waiting";
import { Act, keyOf, Name } from "./todayRules";
import type { TodayLine } from "./todayState";

const icons: Record<Act, IconName> = { reply: "reply", done: "check2", tomorrow: "moon", call: "telephone" };
const activityIcons: Record<string, IconName> = { call: "telephone", meeting: "people", mail: "envelope", task: "check2" };

interface Props {
    name: Name; line: TodayLine; now: number; mark: string; chosen: boolean; acts: readonly Act[];
    onFocus: () => void; onAct: (act: Act) => void;
}

/** One line of the day: what it is, since or until when, and what can be done about it. */
export function TodayRow({ name, line, now, mark, chosen, acts, onFocus, onAct }: Props) {
    const [title, detail] = wordsOf(name, line);
    const icon = iconOf(name, line);
    return (
        <li className={`today-line${chosen ? " is-chosen" : ""}`} onFocus={onFocus}>
            <Link to={line.path} className="today-open" data-line={mark}>
                {icon && <Icon name={icon} />}
                <span className="today-text"><span className="today-title">{title}</span>{detail && <span className="today-detail">{detail}</span>}</span>
                <span className="today-when">{line.amount && <span className="meta">{moneyText(line.amount)}</span>}<When name={name} line={line} now={now} /></span>
            </Link>
            <span className="today-acts">
                {acts.map((act) => (
                    <button key={act} type="button" className="icon-button" title={`${t(`today.act_${act}`)} (${keyOf[act]})`} aria-label={t("today.actNamed", { act: t(`today.act_${act}`), title })} onClick={() => onAct(act)}>
                        <Icon name={icons[act]} />
                    </button>
                ))}
            </span>
        </li>
    );
}

/** How long it waits, or when it is due; red once that has passed. */
function When({ name, line, now }: { name: Name; line: TodayLine; now: number }) {
    if (line.day) {
        const past = isPast(line.day, new Date(now));
        return <time dateTime={line.day} className={past ? "is-overdue" : undefined}>{name === "contracts" ? t(`today.on_${line.kind}`, { day: dayOf(line.day) }) : t("today.until", { day: dayOf(line.day) })}</time>;
    }
    if (!line.at) return null;
    if (name === "chats" || name === "tickets") {
        return <time dateTime={line.at} title={exactTime(line.at)} className={`is-${waitLevel(line.at, line.kind, now)}`}>{t("today.waits", { span: spanText(line.at, now) })}</time>;
    }
    const late = Date.parse(line.at) < now;
    return <time dateTime={line.at} title={exactTime(line.at)} className={late && (name === "activities" || name === "posts" || name === "shipments") ? "is-overdue" : undefined}>{momentText(line.at, now)}</time>;
}

function iconOf(name: Name, line: TodayLine): IconName | null {
    if (name === "activities") return activityIcons[line.kind] ?? "check2";
    if (name === "tickets" || name === "snoozed" || name === "scheduled") return channelIcon(line.kind as Parameters<typeof channelIcon>[0]);
    return null;
}

/** What stands first on a line, and what behind it. */
function wordsOf(name: Name, line: TodayLine): [title: string, detail: string] {
    const who = line.customer ? line.customer.name || t("console.customer.nameless") : "";
    const joined = (...parts: string[]) => parts.filter((part) => part !== "").join(" · ");
    switch (name) {
        case "chats":
        case "tickets":
        case "snoozed":
        case "scheduled": return [who, joined(`#${line.number ?? ""}`, line.title, line.detail === line.title ? "" : line.detail)];
        case "mails": return [t(`today.mail_${line.kind}`, { name: who }), joined(`#${line.number ?? ""}`, line.detail || line.title)];
        case "mailboxes": return [t(`today.mailbox_${line.kind}`, { name: line.title }), line.detail];
        case "activities": return [line.title, joined(who, line.detail)];
        case "posts": return [line.title, joined(t(`console.platform.${line.kind}`), line.detail)];
        case "shipments": return [t(`today.shipment_${line.kind}`, { number: line.title }), joined(who, line.detail)];
        case "quotes": return [joined(line.title, who), line.detail];
        case "contracts": return [joined(line.title, who), `#${line.number ?? ""}`];
        case "risks": return [who, t("today.risk")];
    }
}
