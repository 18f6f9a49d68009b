import type { Explanation } from "../../shared/mail";
import { t } from "../shell/words";

/** The sentence under `key`, or what to say when this page does not know the key. */
export function sentenceOr(key: string, otherwise: string, values: Record<string, string> = {}): string {
    const sentence = t(key, values);
    return sentence === key ? otherwise : sentence;
}

/** Whether this page has a sentence under `key`. */
export function knows(key: string): boolean {
    return t(key) !== key;
}

/** Why a mail is on its ticket, in the reader's words. */
export function whySentence(explanation: Explanation | null | undefined): string {
    if (!explanation) return "";
    const seen = Object.fromEntries(Object.entries(explanation.detail ?? {}).flatMap(([name, value]) =>
        typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : []));
    return sentenceOr(`console.mail.why_${explanation.rule}`, explanation.rule.replace(/_/g, " "), seen);
}
