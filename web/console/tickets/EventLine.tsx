import { CopyButton } from "../shell/CopyButton";
import { Link } from "../shell/Link";
import { t } from "../shell/words";
import type { Message } from "../../shared/wire";
import { Moment } from "../shell/Moment";
import { momentText } from "../shell/times";

/** Something that happened to the ticket, as one quiet line. */
export function EventLine({ message }: { message: Message }) {
    const survey = surveyAddress(message);
    const order = message.event?.type === "order_asked" || message.event?.type === "offer_accepted" ? String(message.event.number) : "";
    return (
        <div className="event-line">
            <span>{eventSentence(message)}</span> {message.event?.type === "campaign_answered" && <Link to={`/marketing/campaigns/${message.event.campaign_id}`}>{String(message.event.campaign)}</Link>} {message.event?.type === "lead_made" && <Link to={`/sales/deals/${message.event.number}`}>#{String(message.event.number)}</Link>} {order && <Link to={`/orders/${order}`}>#{order}</Link>} <Moment at={message.created_at} />
            {survey && <CopyButton text={survey} label={t("console.event.copySurvey")} />}
        </div>
    );
}

/** Where the customer answers, for those who are not in a chat. */
function surveyAddress(message: Message): string | null {
    const event = (message.event ?? {}) as Record<string, unknown>;
    return event["type"] === "survey_sent" && typeof event["path"] === "string" ? location.origin + event["path"] : null;
}

/** An event as a sentence; one this page does not know shows the server's own words. */
export function eventSentence(message: Message): string {
    const event = (message.event ?? {}) as Record<string, unknown>;
    const who = message.author.name || t("console.event.someone");
    switch (event["type"]) {
        case "created": return t("console.event.created", { who });
        case "assigned": return assignedSentence(event, who);
        case "status": return t("console.event.status", { who, to: statusName(event["to"]) });
        case "priority": return t("console.event.priority", { who, to: t(`console.priority.${words(event["to"])}`) });
        case "tags": return tagsSentence(event, who);
        case "subject": return t("console.event.subject", { who, to: words(event["to"]) });
        case "snoozed": return typeof event["until"] === "string"
            ? t("console.event.snoozed", { who, until: momentText(event["until"]) }) : t("console.event.woken", { who });
        case "survey_sent": return t("console.event.surveySent");
        case "rated": return t("console.event.rated", { who, rating: words(event["rating"]), comment: words(event["comment"]) });
        case "linked": return t("console.event.linked", { who, number: words(event["number"]) });
        case "identified": return t("console.event.identified", { name: words(event["to"]) });
        case "offer_accepted": return t("console.event.offerAccepted");
        case "offer_withdrawn": return t("console.event.offerWithdrawn", { who });
        case "lead_made": return t("console.event.leadMade", { who });
        case "campaign_answered": return t("console.event.campaignAnswered");
        case "order_asked": return t("console.event.orderAsked");
        case "mail_moved_here": return t("console.event.mailHere", { who, number: words(event["number"]) });
        case "mail_moved_away": return t("console.event.mailAway", { who, number: words(event["number"]) });
        case "mail_failed": case "mail_bounced": return mailSentence(event);
        case "mail_flood":
            return t("console.event.mailFlood", { address: words(event["address"]), count: words(event["count"]) });
        case "transcript_sent": return t("console.event.transcript", { who, address: words(event["address"]) });
        case "chat_mailed": return t("console.event.chatMailed", { address: words(event["address"]) });
        case "mail_uncertain": return t("console.event.mailUncertain");
        case "reply_held": return t("console.event.replyHeld", { name: words(event["by"]) });
        default: return message.text || who;
    }
}

/** To whom a mail did not come through, with the other server's words. */
function mailSentence(event: Record<string, unknown>): string {
    const recipients = Array.isArray(event["recipients"]) ? event["recipients"] as { address?: string; detail?: string }[] : [];
    const names = recipients.map(({ address }) => address ?? "").filter(Boolean).join(", ");
    const reason = recipients.map(({ detail }) => detail ?? "").find(Boolean) ?? "";
    return t(event["type"] === "mail_bounced" ? "console.event.mailBounced" : "console.event.mailFailed", { names, reason });
}

function assignedSentence(event: Record<string, unknown>, who: string): string {
    const to = words(event["to"]);
    const team = words(event["team"]);
    if (to && team) return t("console.event.assignedBoth", { who, to, team });
    if (to || team) return t("console.event.assigned", { who, to: to || team });
    return t("console.event.unassigned", { who });
}

function tagsSentence(event: Record<string, unknown>, who: string): string {
    const added = words(event["added"]);
    return added ? t("console.event.tagged", { who, tags: added }) : t("console.event.untagged", { who, tags: words(event["removed"]) });
}

function statusName(value: unknown): string {
    return typeof value === "string" ? t(`console.status.${value}`) : "";
}

/** The words for a value of an event: a name, a list of names, or plain text. */
function words(value: unknown): string {
    if (value === null || value === undefined) return "";
    if (Array.isArray(value)) return value.map(words).join(", ");
    if (typeof value === "object") return words((value as { name?: unknown }).name);
    return String(value);
}
