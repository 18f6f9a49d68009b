import { FormEvent, useState } from "react";
import { directory } from "../settings/directoryState";
import { Field } from "../shell/Field";
import { post, sentenceOf } from "../shell/http";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { DoorPage } from "./DoorPage";
import { enter, session, welcomeDone } from "./sessionState";
import { SnippetBox } from "./SnippetBox";

/** The very first visit makes the owner. */
export function FirstVisit() {
    const [values, setValues] = useState({ company_name: "", name: "", email: "", password: "" });
    const [problem, setProblem] = useState("");
    const [busy, setBusy] = useState(false);
    const change = (key: keyof typeof values) => (value: string) => setValues({ ...values, [key]: value });
    async function make(event: FormEvent) {
        event.preventDefault();
        setBusy(true);
        try {
            await post("/setup", { ...values, locale: locale() });
            await enter({ welcome: true });
        } catch (reason) {
            setProblem(sentenceOf(reason));
            setBusy(false);
        }
    }
    return (
        <DoorPage title={t("console.setup.title")} lead={t("console.setup.lead")}>
            <form className="form" onSubmit={make}>
                <Field label={t("console.setup.company")} value={values.company_name} onChange={change("company_name")} required autoFocus autoComplete="organization" />
                <Field label={t("console.setup.name")} value={values.name} onChange={change("name")} required autoComplete="name" />
                <Field label={t("console.email")} type="email" value={values.email} onChange={change("email")} required autoComplete="username" />
                <Field label={t("console.password")} type="password" value={values.password} onChange={change("password")} required minLength={10} autoComplete="new-password" hint={t("console.passwordHint")} />
                {problem && <p className="problem" role="alert">{problem}</p>}
                <button type="submit" className="button is-wide" data-kind="primary" disabled={busy}>{t("console.setup.make")}</button>
            </form>
        </DoorPage>
    );
}

/** Right after: the one line that brings the first chat. */
export function WhereTheLineGoes() {
    const chat = useStore(directory, (state) => state.inboxes.find((inbox) => inbox.kind === "chat"));
    const demo = useStore(session, (state) => state.setup?.demo ?? false);
    return (
        <DoorPage title={t("console.snippet.title")} lead={t("console.snippet.lead")}>
            {chat && <SnippetBox inboxKey={chat.key} />}
            <div className="form-foot">
                {demo && <a className="button" href="/demo" target="_blank" rel="noreferrer">{t("console.empty.demo")}</a>}
                <button type="button" className="button" data-kind="primary" onClick={welcomeDone}>{t("console.snippet.done")}</button>
            </div>
        </DoorPage>
    );
}
