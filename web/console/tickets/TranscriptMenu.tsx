import type { Ticket } from "../../shared/wire";
import { customers } from "../customers/customerState";
import { post, sentenceOf } from "../shell/http";
import { Menu } from "../shell/Menu";
import { say } from "../shell/toastState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";

/** Mails the conversation to one of the customer's addresses. */
export function TranscriptMenu({ ticket }: { ticket: Ticket }) {
    const emails = useStore(customers, (state) => state.byId[ticket.customer.id]?.emails);
    if (!emails || emails.length === 0 || ticket.channel === "internal") return null;
    async function send(email: string) {
        try {
            await post(`/tickets/${ticket.id}/transcript`, { email });
            say(t("console.ticket.transcriptSent", { address: email }));
        } catch (problem) {
            say(t("console.notSent", { reason: sentenceOf(problem) }), { tone: "danger" });
        }
    }
    return (
        <div><dt>{t("console.ticket.transcript")}</dt><dd>
            <Menu label={t("console.ticket.transcript")} className="fact" searchable={false} choices={emails.map(({ address }) => ({ id: address, label: address }))} onChoose={(address) => void send(address)}>{t("console.ticket.transcriptTo")}</Menu></dd></div>
    );
}
