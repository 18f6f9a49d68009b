import { useEffect, useState } from "react";
import { knows } from "../mail/whyWords";
import { navigate, usePlace } from "../shell/router";
import { t } from "../shell/words";

/** How a sign-in at a provider ended: what the address said when it brought the browser back. */
export interface SignInArrival { outcome: string; mailbox: string | null; error: string | null }

/** The sign-in that has just ended, until it was seen; the address forgets it at once, so that a reload tells nothing old. */
export function useSignInArrival(): [SignInArrival | null, () => void] {
    const { query } = usePlace();
    const [arrival, setArrival] = useState<SignInArrival | null>(null);
    const outcome = query.get("sign_in");
    useEffect(() => {
        if (!outcome) return;
        const error = query.get("error");
        setArrival({ outcome, mailbox: query.get("mailbox"), error: error && /^[a-z_]{1,40}$/.test(error) ? error : null });
        navigate("/settings/inboxes", { replace: true });
    }, [outcome]);
    return [arrival, () => setArrival(null)];
}

/** What happened at the provider, and what to do. */
export function arrivalSentence({ outcome, error }: SignInArrival, name: string, address: string): string {
    const byError = `console.mailbox.signIn_${outcome}_${error ?? ""}`;
    const key = `console.mailbox.signIn_${outcome}`;
    return t(knows(byError) ? byError : knows(key) ? key : "console.mailbox.signIn_damaged", { name, address });
}
