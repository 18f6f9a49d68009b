import { useEffect, useRef, useState } from "react";
import { may, session } from "../session/sessionState";
import { useNow } from "../shell/clock";
import { Icon, IconName } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { navigate } from "../shell/router";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { TodayRow } from "./TodayRow";
import { act } from "./todayActions";
import { Act, actsOf, keyOf } from "./todayRules";
import { fetchToday, today, todayChosen, TodayLine, TodaySection } from "./todayState";

const icons: Record<TodaySection["name"], IconName> = {
    chats: "chat-dots", mailboxes: "envelope-exclamation", mails: "exclamation-circle", tickets: "inbox", activities: "check2-circle", posts: "megaphone", shipments: "box-seam",
    quotes: "file-text", contracts: "clipboard", risks: "exclamation-triangle", snoozed: "moon", scheduled: "clock",
};

interface Place { section: TodaySection; line: TodayLine }

/** The whole day on one page: what needs one now, the most urgent first. */
export default function TodayPage() {
    const { list, whose, wide, problem } = useStore(today, (state) => state);
    const state = useStore(session, (all) => all);
    const now = useNow();
    const [at, setAt] = useState<string | null>(null);
    const page = useRef<HTMLElement>(null);
    useEffect(() => { void fetchToday(); }, []);
    const places: Place[] = (list?.sections ?? []).flatMap((section) => section.items.map((line) => ({ section, line })));
    const index = places.findIndex(({ section, line }) => keyText(section, line) === at);
    // The place of a line that went is its successor's.
    const last = useRef(0);
    if (index >= 0) last.current = index;
    const writes = (permission: string) => may(state, permission);

    function focus(next: number) {
        const place = places[Math.max(0, Math.min(next, places.length - 1))];
        if (!place) return;
        setAt(keyText(place.section, place.line));
        page.current?.querySelector<HTMLElement>(`[data-line="${keyText(place.section, place.line)}"]`)?.focus();
    }
    function run(what: Act, place: Place) {
        const following = places.indexOf(place);
        const goes = what === "done" || what === "tomorrow";
        const next = goes ? places[following + 1] ?? places[following - 1] : place;
        void act(what, place.section.name, place.line);
        if (!goes) return;
        setAt(next ? keyText(next.section, next.line) : null);
        requestAnimationFrame(() => (next ? page.current?.querySelector<HTMLElement>(`[data-line="${keyText(next.section, next.line)}"]`) : page.current)?.focus());
    }
    const chosen = places[index] ?? (at ? places[Math.min(last.current, places.length - 1)] : undefined);
    const pressed = (what: Act) => () => {
        if (chosen && actsOf(chosen.section.name, chosen.line, writes).includes(what)) run(what, chosen);
    };
    useKeys({
        j: () => focus(chosen ? places.indexOf(chosen) + 1 : 0), k: () => focus(chosen ? places.indexOf(chosen) - 1 : 0),
        Enter: () => { if (chosen) navigate(chosen.line.path); },
        [keyOf.reply]: pressed("reply"), [keyOf.done]: pressed("done"), [keyOf.tomorrow]: pressed("tomorrow"), [keyOf.call]: pressed("call"),
    });
    const waiting = list?.waiting_count ?? 0;
    return (
        <main className="page today" id="main" tabIndex={-1} ref={page}>
            <div className="today-body">
                <header className="today-head">
                    <div><h1>{t("today.title")}</h1><p className="meta">{new Date(now).toLocaleDateString(locale(), { weekday: "long", month: "long", day: "numeric" })}{waiting > 0 && ` · ${t("today.waiting", { count: waiting })}`}</p></div>
                    {!state.workAlone && <div className="segmented" role="group" aria-label={t("today.whose")}>
                        {(["mine", "all"] as const).map((one) => <button key={one} type="button" aria-pressed={whose === one} onClick={() => todayChosen({ whose: one })}>{t(`today.whose_${one}`)}</button>)}
                    </div>}
                </header>
                {problem && <p className="problem" role="alert">{problem}</p>}
                {list && waiting === 0 && <div className="today-calm"><Icon name="sun" /><p><strong>{t("today.calm")}</strong></p><p className="meta">{t(list.sections.length > 0 ? "today.calmLater" : "today.calmHint")}</p></div>}
                {(list?.sections ?? []).map((section) => (
                    <section key={section.name} className="today-section" aria-labelledby={`today-${section.name}`}>
                        <h2 id={`today-${section.name}`}><Icon name={icons[section.name]} />{t(`today.section_${section.name}`)}<span className="meta">{section.total}</span></h2>
                        <ul className="plain-list">
                            {section.items.map((line) => (
                                <TodayRow key={line.id} name={section.name} line={line} now={now} mark={keyText(section, line)} chosen={chosen?.line === line && at !== null}
                                    acts={actsOf(section.name, line, writes)} onFocus={() => setAt(keyText(section, line))} onAct={(what) => run(what, { section, line })} />
                            ))}
                        </ul>
                        {section.items.length < section.total && !wide && <button type="button" className="button" data-kind="quiet" onClick={() => todayChosen({ wide: true })}>{t("today.more", { count: section.total - section.items.length })}</button>}
                    </section>
                ))}
                {places.length > 0 && <p className="meta today-keys only-wide">{t("today.keys")}</p>}
            </div>
        </main>
    );
}

function keyText(section: TodaySection, line: TodayLine): string {
    return `${section.name}-${line.id}`;
}
