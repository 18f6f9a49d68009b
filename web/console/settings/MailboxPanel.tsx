import { useEffect, useState } from "react";
import type { MailboxState } from "../../shared/mail";
import type { Inbox } from "../../shared/staff";
import { CopyButton } from "../shell/CopyButton";
import { get, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { momentText } from "../shell/times";
import { useNow } from "../shell/clock";
import { t } from "../shell/words";
import { knows, sentenceOr } from "../mail/whyWords";

/** Whether the mailbox works: since when, until when, and why not. */
export function MailboxPanel({ inbox, version }: { inbox: string; version: number }) {
    const state = useMailboxState(inbox, version);
    const now = useNow();
    if (!state) return null;
    return (
        <>
            <div className={`mailbox-state is-${state.state}`} role="status">
                <Icon name={state.state === "connected" ? "check2-circle" : state.state === "failing" ? "exclamation-triangle" : "clock"} />
                <span>{stateSentence(state, now)}</span>
            </div>
            {state.state === "failing" && state.last_error && knows(`console.mailbox.code_${state.last_error_code ?? ""}`) && <p className="meta">{t("console.delivery.theirWords")} <q>{state.last_error}</q></p>}
        </>
    );
}

/** How a mailbox stands, as a sentence: "Connected, last checked 2 min ago". */
export function stateSentence(state: MailboxState, now = Date.now()): string {
    const at = state.last_success_at ? momentText(state.last_success_at, now) : null;
    const waiting = state.waiting > 0 ? ` ${t("console.mailbox.waiting", { count: state.waiting })}` : "";
    switch (state.state) {
        case "connected": return (at ? t("console.mailbox.connectedAt", { at }) : t("console.mailbox.connected")) + waiting;
        case "connecting": return t("console.mailbox.connecting");
        case "off": return t("console.mailbox.off");
        case "failing": {
            const why = sentenceOr(`console.mailbox.code_${state.last_error_code ?? ""}`, state.last_error ?? "");
            return `${at ? t("console.mailbox.failingSince", { at }) : t("console.mailbox.failing")} ${why}${waiting}`;
        }
    }
}

/** For whoever runs a mail server: the line by which it hands mail over; the token is shown once. */
export function InboundAddress({ inbox }: { inbox: string }) {
    const [made, setMade] = useState<{ token: string; inbound_url: string } | null>(null);
    const [problem, setProblem] = useState("");
    async function make() {
        try {
            setMade(await post<{ token: string; inbound_url: string }>(`/inboxes/${inbox}/mailbox/token`));
        } catch (reason) {
            setProblem(sentenceOf(reason));
        }
    }
    const line = made && `|curl --fail --silent --data-binary @- --header "Authorization: Bearer ${made.token}" --header "Content-Type: message/rfc822" "${made.inbound_url}"`;
    return (
        <details className="group"><summary>{t("console.mailbox.inbound")}</summary>
            <p className="meta">{t("console.mailbox.inboundHint")}</p>
            {line ? <><div className="snippet"><code>{line}</code><CopyButton text={line} label={t("console.copy")} /></div><small className="hint">{t("console.apiKeys.once")}</small></>
                : <div><button type="button" className="button" onClick={() => void make()}>{t("console.mailbox.makeToken")}</button> <small className="hint">{t("console.mailbox.tokenHint")}</small></div>}
            {problem && <p className="problem" role="alert">{problem}</p>}
        </details>
    );
}

/** How a mailbox stands, short enough for a list. */
export function MailboxLine({ inbox }: { inbox: Inbox }) {
    const state = useMailboxState(inbox.id, inbox.version);
    const now = useNow();
    if (!state) return null;
    return <span className={`meta one-line mailbox-line is-${state.state}`}>{stateSentence(state, now)}</span>;
}

/** How a mailbox stands, asked again every 15 seconds, and every second while it connects. */
function useMailboxState(inbox: string, version: number): MailboxState | null {
    const [state, setState] = useState<MailboxState | null>(null);
    useEffect(() => {
        let timer: ReturnType<typeof setTimeout>;
        let left = false;
        const ask = () => get<MailboxState>(`/inboxes/${inbox}/mailbox`).then((next) => { setState(next); return next.state; }, () => null)
            .then((stands) => { if (!left) timer = setTimeout(ask, stands === "connecting" ? 1_000 : 15_000); });
        void ask();
        return () => { left = true; clearTimeout(timer); };
    }, [inbox, version]);
    return state;
}
