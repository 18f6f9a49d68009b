import { useState } from "react";
import type { Message, ProgramDelivery } from "../../shared/wire";
import { post, sentenceOf } from "../shell/http";
import { Icon, IconName } from "../shell/Icon";
import { Moment } from "../shell/Moment";
import { Popover } from "../shell/Popover";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { faultWords } from "./programFaults";

type Shown = "sending" | "retry" | "delivered" | "failed" | "unaddressed";
const icons: Record<Shown, IconName> = { sending: "clock", retry: "clock-history", delivered: "check2-all", failed: "exclamation-circle", unaddressed: "exclamation-circle" };

/** How an answer came to the program its conversation lives in, and the way out when it did not. */
export function ProgramMark({ message, delivery }: { message: Message; delivery: ProgramDelivery }) {
    const [busy, setBusy] = useState(false);
    const state: Shown = delivery.state === "waiting" ? delivery.attempts > 0 && delivery.fault ? "retry" : "sending" : delivery.state;
    const word = t(`console.program.bubble_${state}`);
    if (state === "sending" || state === "delivered") return <span className={`delivery is-${state}`}><Icon name={icons[state]} />{word}</span>;
    async function again(close: () => void) {
        setBusy(true);
        try {
            await post(`/tickets/${message.ticket_id}/messages/${message.seq}/delivery`);
            close();
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        } finally {
            setBusy(false);
        }
    }
    return (
        <Popover label={word} align="end" className={`delivery is-${state} is-bad`} button={<><Icon name={icons[state]} />{word}</>}>
            {(close) => (
                <>
                    <p>{state === "unaddressed" ? t("console.program.noAddress") : faultWords(delivery.status, delivery.fault)}</p>
                    {delivery.next_at && <p className="meta">{t("console.program.nextTry")} <Moment at={delivery.next_at} /></p>}
                    <div className="ways"><button type="button" className="button" disabled={busy} onClick={() => void again(close)}><Icon name="arrow-counterclockwise" />{t(state === "retry" ? "console.delivery.sendNow" : "console.delivery.sendAgain")}</button></div>
                </>
            )}
        </Popover>
    );
}
