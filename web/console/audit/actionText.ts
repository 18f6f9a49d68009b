import { t } from "../shell/words";

const things = new Set("api_key canned_reply company custom_field customer export import inbox invitation model offer office_hours retention session tag team ticket user".split(" "));
const verbs = new Set(("accepted assigned changed closed created deactivated deleted data_exported data_read ended ended_everywhere erased held hold_lifted cancelled downloaded identified identity_secret_rotated "
    + "invited made merged note_added note_deleted password_changed reopened revoked snoozed solved started training_cancelled training_started undo unmerged updated uploaded withdrawn woken").split(" "));

/** What an entry of the audit log says was done, in words; an act without words stays as the server spells it. */
export function actionText(action: string): string {
    // Nobody says that a sign-in was created.
    if (action === "session.created" || action === "session.ended") return t(`console.audit.${action === "session.ended" ? "signedOut" : "signedIn"}`);
    const [thing = "", verb = ""] = action.split(".");
    if (!things.has(thing) || !verbs.has(verb)) return action;
    return `${t(`console.audit.thing_${thing}`)} · ${t(`console.audit.verb_${verb}`)}`;
}
