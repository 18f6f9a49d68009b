import type { Activity, Post } from "../../shared/apiTypes";
import { patch, put, remove, sentenceOf } from "../shell/http";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { t } from "../shell/words";
import { signal } from "../tickets/signals";
import { snooze, solve } from "../tickets/ticketActions";
import { fetchTicket } from "../tickets/ticketRequests";
import { Act, isTicket, Name, tomorrow } from "./todayRules";
import { fetchToday, lineGone, TodayLine } from "./todayState";

/** Does it: the line goes at once, comes back with a sentence when it is refused, and with `z`. */
export async function act(what: Act, name: Name, line: TodayLine): Promise<void> {
    if (what === "call") { if (line.phone) location.assign(`tel:${line.phone.replace(/[^+\d]/g, "")}`); return; }
    if (what === "reply") { navigate(line.path); whenWriting(Date.now() + 5000); return; }
    lineGone(name, line.id);
    try {
        if (isTicket(name)) await actOnTicket(what, line);
        else if (name === "activities") await actOnActivity(what, line);
        else if (name === "posts") await actOnPost(what, line);
        else if (what === "done") await seenTo(line);
        else await putOff(name, line);
    } catch (problem) {
        say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" });
    }
    void fetchToday();
}

/** Goes to the composer as soon as the ticket's page has one. */
function whenWriting(until: number): void {
    setTimeout(() => {
        if (document.querySelector(".composer textarea")) signal("reply");
        else if (Date.now() < until) whenWriting(until);
    }, 50);
}

async function actOnTicket(what: Act, line: TodayLine): Promise<void> {
    const ticket = await fetchTicket(line.id);
    await (what === "done" ? solve(ticket) : snooze(ticket, tomorrow(new Date(), null)));
}

async function actOnActivity(what: Act, line: TodayLine): Promise<void> {
    const path = `/activities/${line.id}`;
    const [change, back] = what === "done"
        ? [{ done: true }, { done: false }]
        : [{ due_at: tomorrow(new Date(), line.at) }, { due_at: line.at }];
    await patch<Activity>(path, change, line.version ?? undefined);
    done(t(what === "done" ? "today.doneNow" : "today.tomorrowNow", { title: line.title }), () => void takeBack(() => patch(path, back)));
}

/** A post that is out, or goes out tomorrow instead. */
async function actOnPost(what: Act, line: TodayLine): Promise<void> {
    const path = `/posts/${line.id}`;
    const [change, back] = what === "done"
        ? [{ state: "posted" }, { state: "planned" }]
        : [{ planned_for: tomorrow(new Date(), line.at) }, { planned_for: line.at }];
    await patch<Post>(path, change, line.version ?? undefined);
    done(t(what === "done" ? "today.doneNow" : "today.tomorrowNow", { title: line.title }), () => void takeBack(() => patch(path, back)));
}

/** A contract whose end was thought of. */
async function seenTo(line: TodayLine): Promise<void> {
    const path = `/contracts/${line.id}/reminder`;
    await remove(path);
    done(t("today.seenTo", { title: line.title }), () => void takeBack(() => put(path)));
}

/** What has no time of its own is kept off the list until tomorrow. */
async function putOff(name: Name, line: TodayLine): Promise<void> {
    const path = `/today/${name}/${line.id}/deferral`;
    await put(path, { until: tomorrow(new Date(), null) });
    done(t("today.tomorrowNow", { title: line.title || line.customer?.name || t("console.customer.nameless") }), () => void takeBack(() => remove(path)));
}

async function takeBack(run: () => Promise<unknown>): Promise<void> {
    try {
        await run();
    } catch (problem) {
        say(sentenceOf(problem), { tone: "danger" });
    }
    void fetchToday();
}
