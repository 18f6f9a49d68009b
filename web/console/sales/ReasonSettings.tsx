import { FormEvent, useEffect, useState } from "react";
import type { LostReason, LostReasonInput } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { EditableText } from "../shell/EditableText";
import { get, patch, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { knownReason } from "./dealNames";
import { OrderedList, reordered } from "./OrderedList";

/** Why deals are lost: the reasons one chooses from, in their order. */
export function ReasonSettings() {
    const [reasons, setReasons] = useState<readonly LostReason[] | null>(null);
    const [problem, setProblem] = useState("");
    const [name, setName] = useState("");
    const read = () => get<Page<LostReason>>("/lost-reasons?archived=true").then((page) => setReasons(page.items), (reason: unknown) => setProblem(sentenceOf(reason)));
    useEffect(() => { void read(); }, []);
    const offered = reasons?.filter((one) => !one.archived_at) ?? [];
    const away = reasons?.filter((one) => one.archived_at) ?? [];

    async function attempt(act: () => Promise<unknown>) {
        try {
            await act();
            setProblem("");
        } catch (reason) {
            say(t("console.notSaved", { reason: sentenceOf(reason) }), { tone: "danger" });
        }
        await read();
    }
    const change = (reason: LostReason, input: LostReasonInput) => attempt(() => patch<LostReason>(`/lost-reasons/${reason.id}`, input, reason.version));
    function move(from: number, to: number) {
        const moved = offered[from];
        if (!moved) return;
        setReasons([...reordered(offered, from, to), ...away]);
        void change(moved, { position: to + 1 });
    }
    function add(event: FormEvent) {
        event.preventDefault();
        void attempt(async () => { await post<LostReason>("/lost-reasons", { name: name.trim() }); setName(""); });
    }
    return (
        <section aria-label={t("sales.settings.reasons")}>
            <header className="page-title"><div><h2>{t("sales.settings.reasons")}</h2><p className="muted">{t("sales.settings.reasonsLead")}</p></div></header>
            {problem && <p className="problem" role="alert">{problem}</p>}
            {reasons && offered.length === 0 && <p className="empty-line">{t("sales.settings.noReasons")}</p>}
            <OrderedList items={offered} keyOf={(one) => one.id} nameOf={knownReason} label={t("sales.settings.reasons")} onMove={move}
                row={(one) => (
                    <>
                        <span className="ordered-name"><EditableText value={knownReason(one)} label={t("console.name")} onSave={(text) => { if (text.trim() && text.trim() !== knownReason(one)) void change(one, { name: text.trim() }); }} /></span>
                        <button type="button" className="button" data-kind="quiet" aria-label={t("sales.settings.putAwayNamed", { name: knownReason(one) })} onClick={() => void change(one, { archived: true })}>{t("sales.settings.putAwayNow")}</button>
                    </>
                )} />
            <form className="reason-new" onSubmit={add}>
                <input className="input" value={name} required maxLength={60} aria-label={t("sales.settings.newReason")} placeholder={t("sales.settings.newReason")} onChange={(event) => setName(event.target.value)} />
                <button type="submit" className="button"><Icon name="plus-lg" />{t("sales.settings.addReason")}</button>
            </form>
            {away.length > 0 && <details className="group-body"><summary>{t("sales.settings.putAway", { count: away.length })}</summary>
                <ul className="setting-list">{away.map((one) => (
                    <li key={one.id}><span className="setting-line muted">{knownReason(one)}</span><button type="button" className="button" data-kind="quiet" aria-label={t("sales.settings.useNamed", { name: knownReason(one) })} onClick={() => void change(one, { archived: false })}>{t("sales.settings.useAgain")}</button></li>
                ))}</ul></details>}
        </section>
    );
}
