import type { Inbox } from "../../shared/staff";

/** The addresses of our own mailboxes, in small letters. */
export function ownAddresses(inboxes: readonly Inbox[]): ReadonlySet<string> {
    return new Set(inboxes.flatMap(({ settings }) => settings.mail ? [settings.mail.address, ...settings.mail.aliases] : []).map((address) => address.toLowerCase()));
}
