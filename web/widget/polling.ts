import { asProblem, request } from "../shared/api";
import type { Message, Page } from "../shared/wire";
import type { Conversation } from "./conversation";
import { lastSeq } from "./state";

/** Fetches what is new since the newest message shown, for places where WebSockets are barred. */
export async function fetchNews(conversation: Conversation): Promise<void> {
    const { ticket, messages } = conversation.store.get();
    const after = ticket ? lastSeq(messages, ticket.id) : 0;
    try {
        const path = `/widget/messages?after_seq=${after}`;
        const page = await request<Page<Message>>("GET", path, { headers: conversation.headers() });
        conversation.fetched(page.items);
    } catch (thrown) {
        if (asProblem(thrown).status === 401) conversation.refused();
        throw thrown;
    }
}
