import { FormEvent, useState } from "react";
import type { LostReason, LostReasonInput } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { EditableText } from "../shell/EditableText";
import { get, post } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Unread } from "../shell/Unread";
import { t } from "../shell/words";
import { knownReason } from "./dealNames";
import { OrderedList } from "./OrderedList";
import { PutAway } from "./PutAway";
import { useOfferedList } from "./useOfferedList";

const fetchAll = async () => (await get<Page<LostReason>>("/lost-reasons?archived=true")).items;

/** Why deals are lost: the reasons one chooses from, in their order. */
export function ReasonSettings() {
    const { isRead, offered, away, unread, attempt, change, move } = useOfferedList<LostReason, LostReasonInput>("/lost-reasons", fetchAll);
    const [name, setName] = useState("");

    function add(event: FormEvent) {
        event.preventDefault();
        void attempt(async () => { await post<LostReason>("/lost-reasons", { name: name.trim() }); setName(""); });
    }
    return (
        <section aria-label={t("sales.settings.reasons")}>
            <header className="page-title"><div><h2>{t("sales.settings.reasons")}</h2><p className="muted">{t("sales.settings.reasonsLead")}</p></div></header>
            <Unread of={unread} />
            {isRead && offered.length === 0 && <p className="empty-line">{t("sales.settings.noReasons")}</p>}
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
            <PutAway items={away} nameOf={knownReason} onUse={(one) => void change(one, { archived: false })} />
        </section>
    );
}
