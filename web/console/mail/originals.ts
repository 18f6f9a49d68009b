import type { MailOriginal } from "../../shared/mail";
import type { Message } from "../../shared/wire";
import { contentID, Pictures } from "../safeHtml";
import { get } from "../shell/http";

const fetched = new Map<string, Promise<MailOriginal>>();

/** A mail as it was sent; fetched once, forgotten again when that failed. */
export function fetchOriginal({ id, ticket_id, seq }: Message): Promise<MailOriginal> {
    const known = fetched.get(id);
    if (known) return known;
    const asked = get<MailOriginal>(`/tickets/${ticket_id}/messages/${seq}/mail`);
    fetched.set(id, asked);
    asked.catch(() => fetched.delete(id));
    // Links to pictures end after a while; a mail opened later is fetched anew.
    setTimeout(() => fetched.delete(id), 10 * 60_000);
    return asked;
}

/** Where a mail's pictures are; those from elsewhere only when `remote` says they may be fetched. */
export function picturesOf(original: MailOriginal, remote: boolean): Pictures {
    const own = new Map(original.attachments.flatMap((file) => file.content_id && file.url ? [[contentID(file.content_id), file.url] as const] : []));
    // Ours that a reply quotes by name only: we have them still.
    for (const { address, link } of original.pictures ?? []) if (/^cid:/i.test(address)) own.set(contentID(address.slice(4)), link);
    const signed = new Map((original.pictures ?? []).map(({ address, link }) => [address, link]));
    return { cid: (id) => own.get(id) ?? null, remote: (address, written) => remote ? signed.get(written) ?? signed.get(address) ?? null : null };
}

/** Where the bytes of a mail are downloaded. */
export function sourceAddress({ ticket_id, seq }: Message): string {
    return `/api/v1/tickets/${ticket_id}/messages/${seq}/mail/source`;
}
