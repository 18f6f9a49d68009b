import type { Opportunity } from "../../shared/apiTypes";
import type { Ticket } from "../../shared/wire";
import { may, session } from "../session/sessionState";
import { requestWithTag } from "../../shared/api";
import { remove, sentenceOf } from "../shell/http";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { done } from "../shell/undo";
import { t } from "../shell/words";
import { dealLeft, dealsArrived, fetchDealsOf } from "./dealState";

/** Makes a ticket a lead; pressing again says which deal it is. */
export async function makeLead(ticket: Ticket): Promise<void> {
    if (!may(session.get(), "sales.write")) return;
    try {
        const { value: deal, status } = await requestWithTag<Opportunity>("POST", `/tickets/${ticket.id}/opportunity`);
        dealsArrived([deal]);
        void fetchDealsOf(ticket.customer.id).catch(() => undefined);
        const number = String(deal.number);
        if (status === 201) done(t("console.deals.leadMade", { ticket: String(ticket.number), number }), () => void takeBack(deal));
        else say(t("console.deals.leadThere", { number }), { action: { label: t("console.deals.open"), run: () => navigate(`/sales/deals/${deal.number}`) } });
    } catch (problem) {
        say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
    }
}

async function takeBack(deal: Opportunity): Promise<void> {
    try {
        await remove(`/opportunities/${deal.id}`);
        dealLeft(deal.id);
        say(t("console.deals.leadBack", { number: String(deal.number) }));
    } catch (problem) {
        say(t("console.notRemoved", { reason: sentenceOf(problem) }), { tone: "danger" });
    }
}
