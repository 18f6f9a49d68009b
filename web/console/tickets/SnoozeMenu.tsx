import { FormEvent, useState } from "react";
import type { Ticket } from "../../shared/wire";
import { Dialog } from "../shell/Dialog";
import { Icon } from "../shell/Icon";
import { Menu } from "../shell/Menu";
import { momentText } from "../shell/times";
import { t } from "../shell/words";
import { snoozeTimes } from "./snoozeTimes";
import { snooze } from "./ticketActions";

/** Puts a ticket away until a moment; a customer's reply brings it back sooner. */
export function SnoozeMenu({ ticket, openSignal }: { ticket: Ticket; openSignal: number }) {
    const [picking, setPicking] = useState(false);
    const times = snoozeTimes(new Date());
    function choose(id: string) {
        if (id === "wake") void snooze(ticket, null);
        else if (id === "pick") setPicking(true);
        else void snooze(ticket, id);
    }
    return (
        <>
            <Menu label={t("console.ticket.snooze")} className="icon-button" align="end" openSignal={openSignal} onChoose={choose}
                choices={[...(ticket.status === "snoozed" ? [{ id: "wake", label: t("console.ticket.wake"), icon: "sun" as const }] : []),
                    ...times.map((time) => ({ id: time.until, label: t(`console.snooze.${time.name}`), hint: momentText(time.until) })),
                    { id: "pick", label: t("console.snooze.pick"), icon: "calendar3" as const }]}>
                <Icon name="moon" />
            </Menu>
            {picking && <PickMoment onClose={() => setPicking(false)} onPick={(until) => void snooze(ticket, until)} />}
        </>
    );
}

function PickMoment({ onClose, onPick }: { onClose: () => void; onPick: (until: string) => void }) {
    const [at, setAt] = useState("");
    const [problem, setProblem] = useState("");
    function pick(event: FormEvent) {
        event.preventDefault();
        const moment = new Date(at);
        if (!(moment.getTime() > Date.now())) { setProblem(t("console.snooze.past")); return; }
        onPick(moment.toISOString());
        onClose();
    }
    return (
        <Dialog title={t("console.snooze.pick")} size="small" onClose={onClose}>
            <form className="form" onSubmit={pick}>
                <label className="field"><span>{t("console.snooze.until")}</span>
                    <input className="input" type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} required autoFocus /></label>
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary">{t("console.ticket.snooze")}</button></footer>
            </form>
        </Dialog>
    );
}
