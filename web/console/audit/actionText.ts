import { t } from "../shell/words";

/** What an entry of the audit log says was done, in words; an act without words stays as the server spells it. */
export function actionText(action: string): string {
    // Nobody says that a sign-in was created.
    if (action === "session.created" || action === "session.ended") return t(`console.audit.${action === "session.ended" ? "signedOut" : "signedIn"}`);
    const [thing, verb] = action.split(".").map((name, place) => word(`console.audit.${place === 0 ? "thing" : "verb"}_${name}`));
    return thing && verb ? `${thing} · ${verb}` : action;
}

function word(key: string): string | null {
    const text = t(key);
    return text === key ? null : text;
}
