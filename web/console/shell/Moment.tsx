import { useNow } from "./clock";
import { exactTime, momentText } from "./times";

/** A moment in human words, the exact one on hover. */
export function Moment({ at, className }: { at: string; className?: string }) {
    const now = useNow();
    return <time dateTime={at} title={exactTime(at)} className={className}>{momentText(at, now)}</time>;
}
