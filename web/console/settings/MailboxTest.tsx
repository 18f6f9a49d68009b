import type { TestStep } from "../../shared/mail";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { knows, sentenceOr } from "../mail/whyWords";

/** How each step of trying a mailbox went, and what to do about the one that did not. */
export function MailboxTest({ steps, busy, oauth = false }: { steps: readonly TestStep[] | null; busy: boolean; oauth?: boolean }) {
    const why = ({ code }: TestStep) => `console.mailbox.code_${code}${oauth && code === "sign_in_refused" ? "_oauth" : ""}`;
    if (busy) return <p className="muted" role="status">{t("console.mailbox.testing")}</p>;
    if (!steps) return null;
    return (
        <ul className="test-steps" role="status" aria-label={t("console.mailbox.test")}>
            {steps.map((step) => (
                <li key={step.name} className={step.ok ? "is-ok" : "is-bad"}>
                    <div><Icon name={step.ok ? "check2-circle" : "exclamation-circle"} label={t(step.ok ? "console.mailbox.ok" : "console.mailbox.notOk")} /><strong>{sentenceOr(`console.mailbox.step_${step.name}`, step.name)}</strong></div>
                    {!step.ok && (
                        <><p>{sentenceOr(why(step), step.detail || step.code)}</p>
                            {step.detail && knows(why(step)) && <p className="meta">{t("console.delivery.theirWords")} <q>{step.detail}</q></p>}</>
                    )}
                </li>
            ))}
        </ul>
    );
}
