import { asProblem } from "../../shared/api";
import { sentenceOf } from "./http";
import type { Unreadable } from "./useReading";
import { t } from "./words";

/** Says in its place what could not be read, with a way to try again; `missing` says that it is not there any more. */
export function Unread({ of, missing }: { of: Unreadable | null; missing?: string | undefined }) {
    if (!of) return null;
    const { status } = asProblem(of.problem);
    if (status === 404 && missing) return <p className="problem" role="alert">{missing}</p>;
    return (
        <p className="problem" role="alert">{sentenceOf(of.problem)} {status !== 403 && <button type="button" className="link" onClick={of.again}>{t("common.retry")}</button>}</p>
    );
}
