import { useState } from "react";
import type { Ticket } from "../../shared/wire";
import { sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { fetchPrediction, judgePrediction, predictions } from "./predictionState";
import { RiskView } from "./RiskView";
import { WhatIf } from "./WhatIf";

/** How satisfied the ticket's customer will be, with one's own word on it. */
export function TicketRisk({ ticket }: { ticket: Ticket }) {
    const view = useStore(predictions, (state) => state.ofTicket[ticket.id]);
    const [imagining, setImagining] = useState(false);
    const unread = useReading(() => fetchPrediction(ticket.id), [ticket.id, ticket.last_seq], { delay: view ? 400 : 0 });
    if (!view) return <Unread of={unread} />;

    async function judge(verdict: "right" | "wrong") {
        try {
            await judgePrediction(ticket.id, verdict);
            say(t("console.risk.feedbackThanks"));
        } catch (problem) {
            say(sentenceOf(problem), { tone: "danger" });
        }
    }
    return (
        <>
            <RiskView view={view} />
            {view.band && (
                <div className="risk-acts">
                    {(["right", "wrong"] as const).map((verdict) => (
                        <button key={verdict} type="button" className="button" data-kind="quiet" aria-pressed={view.feedback === verdict} onClick={() => void judge(verdict)}>{t(`console.risk.feedback_${verdict}`)}</button>
                    ))}
                    {view.state === "scored" && <button type="button" className="button" data-kind="quiet" onClick={() => setImagining(true)}>{t("console.risk.whatIf")}</button>}
                </div>
            )}
            {imagining && <WhatIf ticket={ticket.id} view={view} onClose={() => setImagining(false)} />}
        </>
    );
}
