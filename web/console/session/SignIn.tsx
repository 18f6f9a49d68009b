import { FormEvent, useState } from "react";
import { Field } from "../shell/Field";
import { ApiProblem, post, sentenceOf } from "../shell/http";
import { live } from "../shell/connection";
import { t } from "../shell/words";
import { DoorPage } from "./DoorPage";
import { enter } from "./sessionState";

/** Signing in; what one was doing is still there afterwards. */
export function SignIn() {
    const [email, setEmail] = useState("");
    const [password, setPassword] = useState("");
    const [problem, setProblem] = useState("");
    const [busy, setBusy] = useState(false);
    async function signIn(event: FormEvent) {
        event.preventDefault();
        setBusy(true);
        try {
            await post("/session", { email: email.trim(), password });
            await enter();
            if (live.state === "refused") live.restart();
        } catch (reason) {
            setProblem(reason instanceof ApiProblem && reason.status === 401 ? t("console.signIn.wrong") : sentenceOf(reason));
            setBusy(false);
        }
    }
    return (
        <DoorPage title={t("console.signIn.title")}>
            <form className="form" onSubmit={signIn}>
                <Field label={t("console.email")} type="email" value={email} onChange={setEmail} required autoFocus autoComplete="username" />
                <Field label={t("console.password")} type="password" value={password} onChange={setPassword} required autoComplete="current-password" />
                {problem && <p className="problem" role="alert">{problem}</p>}
                <button type="submit" className="button is-wide" data-kind="primary" disabled={busy}>{t("console.signIn.go")}</button>
            </form>
        </DoorPage>
    );
}
