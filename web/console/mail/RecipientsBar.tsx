import { KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { MailRecipients, NextRecipients } from "../../shared/mail";
import type { Ticket } from "../../shared/wire";
import { Icon } from "../shell/Icon";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { signals } from "../tickets/signals";
import { everyone, isAddress, personName, personWhole } from "./mailText";
import { PeopleField } from "./PeopleField";
import { recipientsEdited, recipientsSettled } from "./recipientEdits";
import { knownPeople } from "./recipientState";

interface Props { ticket: Ticket; next: NextRecipients; edited: boolean; onLeave: () => void }

/** Who will receive the mail, always before one's eyes; pressed, three lines of people to change. */
export function RecipientsBar({ ticket, next, edited, onLeave }: Props) {
    const [open, setOpen] = useState(false);
    const [blind, setBlind] = useState(false);
    const wish = useStore(signals, (state) => state.recipients);
    const firstWish = useRef(wish);
    useEffect(() => { if (wish !== firstWish.current) setOpen(true); }, [wish]);
    const known = useMemo(() => open ? knownPeople(ticket) : [], [open, ticket]);
    const change = (part: Partial<MailRecipients>) => recipientsEdited(ticket.id, { ...next, ...part });
    const wrong = recipientProblem(next);
    const names = (role: "to" | "cc" | "bcc") => next[role].map(personName).join(t("console.mail.comma"));
    function keyed(event: KeyboardEvent) {
        if (event.key !== "Escape") return;
        event.preventDefault();
        setOpen(false);
        onLeave();
    }
    if (!open) {
        return (
            <button type="button" className={`recipients${wrong ? " is-wrong" : ""}`} aria-expanded={false} onClick={() => setOpen(true)}
                title={`${everyone(next).map(personWhole).join("\n")}\n${t("console.mail.fromBox", { address: next.from?.address ?? "" })}`}>
                {wrong && <Icon name="exclamation-circle" />}
                <span>{next.to.length > 0 ? t("console.mail.toLine", { names: names("to") }) : t("console.mail.nobody")}
                    {next.cc.length > 0 && <>{t("console.mail.clause")}{t("console.mail.ccLine", { names: names("cc") })}</>}
                    {next.bcc.length > 0 && <>{t("console.mail.clause")}{t("console.mail.bccLine", { names: names("bcc") })}</>}</span>
                <span className="recipients-from">{t("console.mail.fromBox", { address: next.from?.address ?? "" })}</span><Icon name="pencil" />
            </button>
        );
    }
    return (
        <div className="recipients-edit" role="group" aria-label={t("console.mail.recipients")} onKeyDown={keyed}>
            <PeopleField label={t("console.mail.to")} people={next.to} known={known} autoFocus onChange={(to) => change({ to })} />
            <PeopleField label={t("console.mail.cc")} people={next.cc} known={known} onChange={(cc) => change({ cc })} />
            {(blind || next.bcc.length > 0) && <PeopleField label={t("console.mail.bcc")} people={next.bcc} known={known} onChange={(bcc) => change({ bcc })} />}
            <div className="recipients-foot">
                <span className="meta">{t("console.mail.fromBox", { address: next.from ? personWhole(next.from) : "" })}</span>
                {!blind && next.bcc.length === 0 && <button type="button" className="link muted" onClick={() => setBlind(true)}>{t("console.mail.addBcc")}</button>}
                {edited && <button type="button" className="link muted" onClick={() => recipientsSettled(ticket.id)}>{t("console.mail.asProposed")}</button>}
                <button type="button" className="link" onClick={() => { setOpen(false); onLeave(); }}>{t("console.mail.doneEditing")}</button>
            </div>
        </div>
    );
}

/** Why a mail cannot go to these people, in a sentence; empty when it can. */
export function recipientProblem(next: MailRecipients): string {
    const wrong = everyone(next).find(({ address }) => !isAddress(address));
    if (wrong) return t("console.mail.invalid", { address: wrong.address });
    return next.to.length === 0 ? t("console.mail.nobody") : "";
}
