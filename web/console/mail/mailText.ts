import type { MailPerson, MailRecipients, MailView } from "../../shared/mail";
import { t } from "../shell/words";

/** What one calls a person of a mail: the name, or the address when there is none. */
export function personName({ name, address }: MailPerson): string {
    return name.trim() || address;
}

/** A person with everything known: "Li Lei <li@example.com>". */
export function personWhole({ name, address }: MailPerson): string {
    return name.trim() ? `${name.trim()} <${address}>` : address;
}

/** "to us, Cc Li Lei": whom a mail went to, short enough for one line; our own addresses are "us". */
export function receiversText(mail: Pick<MailView, "to" | "cc">, ours: ReadonlySet<string>): string {
    const named = (people: readonly MailPerson[]) => {
        const names = people.map((person) => ours.has(person.address.toLowerCase()) ? t("console.mail.us") : personName(person));
        const distinct = [...new Set(names)];
        return distinct.length > 3 ? t("console.mail.andMore", { names: distinct.slice(0, 2).join(t("console.mail.comma")), count: distinct.length - 2 }) : distinct.join(t("console.mail.comma"));
    };
    const to = mail.to.length > 0 ? t("console.mail.toLine", { names: named(mail.to) }) : "";
    const cc = mail.cc.length > 0 ? t("console.mail.ccLine", { names: named(mail.cc) }) : "";
    return [to, cc].filter(Boolean).join(t("console.mail.clause"));
}

const prefix = /^\s*(?:(?:re|aw|antw|sv|tr|fwd?|wg|vs|回复|答复|转发|回覆|轉寄|返信|転送)\s*(?:\[\d+\])?\s*[:：]|\[#\d+\])\s*/i;

/** A subject without "Re:", "回复：" and the ticket's number, for telling whether it changed. */
export function plainSubject(subject: string): string {
    let rest = subject;
    while (prefix.test(rest)) rest = rest.replace(prefix, "");
    return rest.replace(/\s*\[#\d+\]\s*$/, "").trim();
}

/** The addresses typed or pasted at once: "Li Lei <li@example.com>; mei@example.com". */
export function peopleIn(text: string): MailPerson[] {
    return text.split(/[,;，；、\n]+(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((piece) => piece.trim()).filter(Boolean).map((piece) => {
        const bracketed = /^(.*?)\s*<([^<>]*)>$/.exec(piece);
        return bracketed ? { name: (bracketed[1] ?? "").replace(/^"|"$/g, "").trim(), address: (bracketed[2] ?? "").trim() } : { name: "", address: piece };
    });
}

/** Whether an address can receive mail as far as its spelling tells; letters beyond ASCII cannot be sent to. */
export function isAddress(address: string): boolean {
    return address.length <= 254 && /^[\w.!#$%&'*+/=?^`{|}~-]+@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z\d-]{2,}$/i.test(address) && !/^\.|\.\.|\.@/.test(address);
}

/** Every recipient, each address once. */
export function everyone(recipients: MailRecipients): MailPerson[] {
    return [...new Map([...recipients.to, ...recipients.cc, ...recipients.bcc].map((person) => [person.address.toLowerCase(), person])).values()];
}
