import { FormEvent, useEffect, useState } from "react";
import { Field } from "../shell/Field";
import { ApiProblem, get, post, sentenceOf } from "../shell/http";
import { navigate } from "../shell/router";
import { t } from "../shell/words";
import { DoorPage } from "./DoorPage";
import { enter } from "./sessionState";

/** Someone invited chooses a password and is in. */
export function Invitation({ token }: { token: string }) {
    const [guest, setGuest] = useState<{ email: string; name: string } | null>(null);
    const [name, setName] = useState("");
    const [password, setPassword] = useState("");
    const [problem, setProblem] = useState("");
    const [gone, setGone] = useState(false);
    useEffect(() => {
        get<{ email: string; name: string }>(`/invitations/${encodeURIComponent(token)}`).then((found) => { setGuest(found); setName(found.name); }, (reason: unknown) => {
            if (reason instanceof ApiProblem && reason.status >= 400 && reason.status < 500) setGone(true);
            else setProblem(sentenceOf(reason));
        });
    }, [token]);
    async function accept(event: FormEvent) {
        event.preventDefault();
        try {
            await post(`/invitations/${encodeURIComponent(token)}`, { name: name.trim(), password });
            navigate("/tickets", { replace: true });
            await enter();
        } catch (reason) {
            setProblem(sentenceOf(reason));
        }
    }
    if (gone) return <DoorPage title={t("console.invitation.gone")} lead={t("console.invitation.goneLead")}><a className="button" href="/">{t("console.signIn.title")}</a></DoorPage>;
    return (
        <DoorPage title={t("console.invitation.title")} lead={guest ? t("console.invitation.lead", { email: guest.email }) : ""}>
            <form className="form" onSubmit={accept}>
                <Field label={t("console.setup.name")} value={name} onChange={setName} required autoFocus autoComplete="name" />
                <Field label={t("console.password")} type="password" value={password} onChange={setPassword} required minLength={10} autoComplete="new-password" hint={t("console.passwordHint")} />
                {problem && <p className="problem" role="alert">{problem}</p>}
                <button type="submit" className="button is-wide" data-kind="primary" disabled={!guest}>{t("console.invitation.accept")}</button>
            </form>
        </DoorPage>
    );
}
