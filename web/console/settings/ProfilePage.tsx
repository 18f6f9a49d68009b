import { FormEvent, useState } from "react";
import type { LocaleName, User } from "../../shared/staff";
import { session, signOut, userChanged } from "../session/sessionState";
import { Check, Field, Select } from "../shell/Field";
import { patch, remove } from "../shell/http";
import { ring } from "../shell/notifications";
import { prefer, preferences } from "../shell/preferences";
import { pushObstacle, pushOff, pushOn, PushState } from "../shell/push";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { timeZones } from "./timeZones";
import { useSave } from "./useSave";

/** One's own name, language, password, and how one wants to be told of news. */
export function ProfilePage() {
    const me = useStore(session, (state) => state.user);
    const [name, setName] = useState(me?.name ?? "");
    const [locale, setLocale] = useState<string>(me?.locale ?? "en");
    const [zone, setZone] = useState(me?.time_zone ?? "UTC");
    const details = useSave();
    function saveDetails(event: FormEvent) {
        event.preventDefault();
        void details.save(async () => {
            const answer = await patch<User | { user: User }>("/session", { name: name.trim(), locale, time_zone: zone });
            userChanged("user" in answer ? answer.user : { ...answer, locale: locale as LocaleName });
        });
    }
    return (
        <>
            <header className="page-title"><div><h1>{t("console.settings.profile")}</h1><p className="muted">{me?.email}</p></div></header>
            <form className="form is-narrow" onSubmit={saveDetails}>
                <Field label={t("console.name")} value={name} onChange={setName} required autoComplete="name" />
                <Select label={t("console.language")} value={locale} options={[["zh-Hans", "中文"], ["en", "English"]]} onChange={setLocale} />
                <Select label={t("console.timeZone")} value={zone} options={timeZones(zone)} onChange={setZone} />
                {details.problem && <p className="problem" role="alert">{details.problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary" disabled={details.busy}>{t("console.save")}</button></footer>
            </form>
            <Notices />
            <Password />
            <section className="form is-narrow"><h2>{t("console.profile.sessions")}</h2><p className="muted">{t("console.profile.sessionsLead")}</p>
                <div><button type="button" className="button" onClick={() => void remove("/session?everywhere=true").catch(() => undefined).then(signOut)}>{t("console.profile.outEverywhere")}</button></div></section>
        </>
    );
}

function Notices() {
    const { sound, desktop, push, pushExcerpt } = useStore(preferences, (state) => state);
    const me = useStore(session, (state) => state.user?.id ?? "");
    const [denied, setDenied] = useState(false);
    const [busy, setBusy] = useState(false);
    const [state, setState] = useState<PushState>(() => pushObstacle() ?? (push === me ? "on" : "off"));
    const told = push === me && state === "on";
    async function wantPush(on: boolean, excerpt = pushExcerpt) {
        setBusy(true);
        if (on) setState(await pushOn(me, excerpt));
        else { await pushOff(); setState(pushObstacle() ?? "off"); }
        setBusy(false);
    }
    async function wantDesktop(on: boolean) {
        if (!on) { prefer({ desktop: false }); return; }
        const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
        setDenied(answer !== "granted");
        prefer({ desktop: answer === "granted" });
    }
    return (
        <section className="form is-narrow"><h2>{t("console.profile.news")}</h2>
            <Check label={t("console.profile.sound")} checked={sound} onChange={(on) => { prefer({ sound: on }); if (on) ring(); }} />
            <Check label={t("console.profile.push")} checked={told} disabled={busy || state === "insecure" || state === "unsupported"} onChange={(on) => void wantPush(on)}
                hint={t(state === "on" || state === "off" ? "console.profile.pushHint" : `console.profile.push_${state}`)} />
            {told && <Check label={t("console.profile.pushExcerpt")} checked={pushExcerpt} disabled={busy} onChange={(excerpt) => void wantPush(true, excerpt)} hint={t("console.profile.pushExcerptHint")} />}
            <Check label={t("console.profile.desktop")} checked={desktop} onChange={(on) => void wantDesktop(on)} hint={denied ? t("console.profile.denied") : undefined} />
        </section>
    );
}

function Password() {
    const [current, setCurrent] = useState("");
    const [next, setNext] = useState("");
    const { problem, busy, save } = useSave();
    async function submit(event: FormEvent) {
        event.preventDefault();
        if (await save(() => patch("/session", { current_password: current, new_password: next }), t("console.profile.passwordChanged"))) { setCurrent(""); setNext(""); }
    }
    return (
        <form className="form is-narrow" onSubmit={submit}><h2>{t("console.profile.password")}</h2>
            <Field label={t("console.profile.currentPassword")} type="password" value={current} onChange={setCurrent} required autoComplete="current-password" />
            <Field label={t("console.profile.newPassword")} type="password" value={next} onChange={setNext} required minLength={10} autoComplete="new-password" hint={t("console.passwordHint")} />
            {problem && <p className="problem" role="alert">{problem}</p>}
            <footer className="form-foot"><button type="submit" className="button" disabled={busy}>{t("console.profile.changePassword")}</button></footer>
        </form>
    );
}
