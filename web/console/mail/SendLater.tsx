import { FormEvent, KeyboardEvent, useState } from "react";
import { Dialog } from "../shell/Dialog";
import { Check } from "../shell/Field";
import { Icon } from "../shell/Icon";
import { Popover } from "../shell/Popover";
import { prefer, preferences } from "../shell/preferences";
import { momentText } from "../shell/times";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { signals } from "../tickets/signals";
import { laterTimes } from "./laterTimes";

/** When else a reply may leave; it can be changed until then. */
export function SendLater({ disabled, onLater }: { disabled: boolean; onLater: (at: string, cancelOnReply: boolean) => void }) {
    const cancels = useStore(preferences, (state) => state.cancelOnReply);
    const wish = useStore(signals, (state) => state.later);
    const [picking, setPicking] = useState(false);
    if (disabled) return <button type="button" className="button send-later" disabled aria-label={t("console.later.title")} title={t("console.later.title")}><Icon name="clock" /></button>;
    return (
        <>
            <Popover label={t("console.later.title")} className="button send-later" align="end" openSignal={wish} button={<Icon name="clock" />}>
                {(close) => (
                    <>
                        <strong>{t("console.later.title")}</strong>
                        <div className="later-times" onKeyDown={arrows}>
                            {laterTimes(new Date()).map((time) => (
                                <button type="button" key={time.name} className="menu-choice" onClick={() => { close(); onLater(time.at, cancels); }}>
                                    <span className="menu-label">{t(`console.later.${time.name}`)}</span><span className="menu-hint">{momentText(time.at)}</span></button>
                            ))}
                            <button type="button" className="menu-choice" onClick={() => { close(); setPicking(true); }}><span className="menu-label">{t("console.snooze.pick")}</span><Icon name="calendar3" /></button>
                        </div>
                        <Check label={t("console.later.cancels")} checked={cancels} onChange={(cancelOnReply) => prefer({ cancelOnReply })} hint={t("console.later.cancelsHint")} />
                    </>
                )}
            </Popover>
            {picking && <PickTime onClose={() => setPicking(false)} onPick={(at) => onLater(at, cancels)} />}
        </>
    );
}

function PickTime({ onClose, onPick }: { onClose: () => void; onPick: (at: string) => void }) {
    const [at, setAt] = useState("");
    const [problem, setProblem] = useState("");
    function pick(event: FormEvent) {
        event.preventDefault();
        const moment = new Date(at);
        if (!(moment.getTime() > Date.now())) { setProblem(t("console.snooze.past")); return; }
        onClose();
        onPick(moment.toISOString());
    }
    return (
        <Dialog title={t("console.later.title")} size="small" onClose={onClose}>
            <form className="form" onSubmit={pick}>
                <label className="field"><span>{t("console.later.when")}</span><input className="input" type="datetime-local" value={at} required autoFocus onChange={(event) => setAt(event.target.value)} /></label>
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary">{t("console.later.title")}</button></footer>
            </form>
        </Dialog>
    );
}

/** Up and down move between the moments. */
function arrows(event: KeyboardEvent<HTMLElement>) {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const choices = [...event.currentTarget.querySelectorAll("button")];
    const at = choices.findIndex((choice) => choice === document.activeElement);
    choices[Math.max(0, Math.min(choices.length - 1, at + by))]?.focus();
}
