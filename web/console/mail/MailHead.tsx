import { useMemo, useState } from "react";
import type { MailPerson, MailView } from "../../shared/mail";
import { directory } from "../settings/directoryState";
import { Icon } from "../shell/Icon";
import { exactTime } from "../shell/times";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { ownAddresses } from "./ownAddresses";
import { personWhole, receiversText } from "./mailText";

/** From whom to whom, in one quiet line; pressed, every name and address. */
export function MailHead({ mail, author, subject }: { mail: MailView; author: string; subject: string | null }) {
    const [open, setOpen] = useState(false);
    const inboxes = useStore(directory, (state) => state.inboxes);
    const ours = useMemo(() => ownAddresses(inboxes), [inboxes]);
    const receivers = receiversText(mail, ours);
    return (
        <div className="mail-head">
            <button type="button" className="mail-people" aria-expanded={open} onClick={() => setOpen(!open)}>
                <strong>{author}</strong>
                {mail.direction === "in" && mail.from.name.trim() !== author && mail.from.address !== author && <span>{mail.from.name || mail.from.address}</span>}
                <span>{receivers}</span><Icon name={open ? "chevron-down" : "chevron-right"} />
            </button>
            {mail.automatic.is && mail.direction === "in" && (
                <span className="badge" title={mail.automatic.reasons.join("\n")}>{t("console.mail.automatic")}</span>
            )}
            {open && (
                <dl className="mail-facts">
                    <Fact name="from" people={[mail.from]} /><Fact name="to" people={mail.to} /><Fact name="cc" people={mail.cc} /><Fact name="bcc" people={mail.bcc ?? []} />
                    <div><dt>{t("console.ticket.subject")}</dt><dd>{mail.subject || t("console.ticket.noSubject")}</dd></div>
                    {mail.sent_at && <div><dt>{t("console.mail.date")}</dt><dd>{exactTime(mail.sent_at)}</dd></div>}
                </dl>
            )}
            {subject !== null && <div className="mail-subject">{subject || t("console.ticket.noSubject")}</div>}
        </div>
    );
}

function Fact({ name, people }: { name: "from" | "to" | "cc" | "bcc"; people: readonly MailPerson[] }) {
    if (!people.some(({ address }) => address)) return null;
    return <div><dt>{t(`console.mail.${name}`)}</dt><dd>{people.map((person) => <div key={person.address}>{personWhole(person)}</div>)}</dd></div>;
}
