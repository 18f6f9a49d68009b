import { useState } from "react";
import { ApiProblem, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { t } from "../shell/words";

/** Runs a saving and tells how it went: a sentence at the foot when saved, beside the form when not. */
export function useSave() {
    const [problem, setProblem] = useState("");
    const [refusal, setRefusal] = useState<ApiProblem | null>(null);
    const [busy, setBusy] = useState(false);
    async function save(run: () => Promise<unknown>, sentence = t("console.saved")): Promise<boolean> {
        setBusy(true);
        setProblem("");
        setRefusal(null);
        try {
            await run();
            if (sentence) say(sentence);
            return true;
        } catch (reason) {
            setProblem(sentenceOf(reason));
            setRefusal(reason instanceof ApiProblem ? reason : null);
            return false;
        } finally {
            setBusy(false);
        }
    }
    return { problem, refusal, busy, save };
}
