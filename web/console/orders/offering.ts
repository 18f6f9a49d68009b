import type { Offer, Recommendation } from "../../shared/apiTypes";
import type { Page, Ticket } from "../../shared/wire";
import { get, post, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { composers, replyGrew, unsentOf } from "../tickets/composerState";
import { signal } from "../tickets/signals";
import { moneyText } from "./money";

/** The last offer made here of each ticket and product. */
const made = new Map<string, Promise<Offer>>();

/** What is worth offering to a customer, best first. */
export async function recommendationsFor(customer: string, limit: number): Promise<readonly Recommendation[]> {
    return (await get<Page<Recommendation>>(`/customers/${customer}/recommendations?limit=${limit}`)).items;
}

/** Offers a product: a line with its link is put where one writes, which a chat shows as a card that orders it. */
export async function offer(ticket: Ticket, { product, method, reason }: Recommendation): Promise<void> {
    const key = `${ticket.id}/${product.id}`;
    // A key held down, or a second click, offers once as long as the first offer still waits to be sent.
    const earlier = await made.get(key)?.catch(() => undefined);
    if (earlier && unsentOf(composers.get(), ticket.id, "reply").text.includes(earlier.url)) {
        signal("reply");
        return;
    }
    try {
        const making = post<Offer>(`/customers/${ticket.customer.id}/offers`, { product_id: product.id, ticket_id: ticket.id, method, reason });
        made.set(key, making);
        const { price, url } = await making;
        replyGrew(ticket.id, t("console.recommended.offerLine", { name: product.name, price: moneyText(price), url }));
        signal("reply");
    } catch (problem) {
        say(sentenceOf(problem), { tone: "danger" });
    }
}

/** Offers what is most worth offering. */
export async function offerBest(ticket: Ticket): Promise<void> {
    if (ticket.channel === "internal") {
        say(t("console.recommended.internal"));
        return;
    }
    try {
        const [best] = await recommendationsFor(ticket.customer.id, 1);
        if (best) await offer(ticket, best);
        else say(t("console.recommended.none"));
    } catch (problem) {
        say(sentenceOf(problem), { tone: "danger" });
    }
}
