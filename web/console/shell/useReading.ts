import { useEffect, useRef, useState } from "react";
import { asProblem } from "../../shared/api";
import { connection } from "./connection";
import { useStore } from "./useStore";

/** Why something could not be read, and how to try again. */
export interface Unreadable { problem: unknown; again: () => void }

/**
 * Reads at once, and anew whenever one of `about` changes; `take` gets what is still wanted when it comes. `delay` is in
 * milliseconds. What could not be read for want of a connection is read again when the connection is back.
 */
export function useReading<Answer>(
    read: () => Promise<Answer>, about: readonly unknown[], { take, delay = 0 }: { take?: (answer: Answer) => void; delay?: number } = {},
): Unreadable | null {
    const [problem, setProblem] = useState<unknown>(null);
    const [round, setRound] = useState(0);
    const isOnline = useStore(connection, (state) => state.state === "online");
    const wasOnline = useRef(isOnline);
    useEffect(() => {
        let isLeft = false;
        setProblem(null);
        const timer = setTimeout(() => void read().then(
            (answer) => { if (!isLeft) take?.(answer); },
            (thrown: unknown) => { if (!isLeft) setProblem(thrown); },
        ), delay);
        return () => { isLeft = true; clearTimeout(timer); };
    }, [...about, round]);
    const again = () => setRound((before) => before + 1);
    useEffect(() => {
        if (isOnline && !wasOnline.current && problem !== null && asProblem(problem).status === 0) again();
        wasOnline.current = isOnline;
    }, [isOnline, problem]);
    return problem === null ? null : { problem, again };
}
