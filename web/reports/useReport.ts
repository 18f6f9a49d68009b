import { useEffect, useState } from "react";
import { ApiProblem, asProblem, request } from "../shared/api";

/** An answer on its way, here, or refused. The last answer stays while the next one is fetched. */
export interface Fetched<Value> {
    value: Value | null;
    problem: ApiProblem | null;
    waiting: boolean;
    again: () => void;
}

/** What `GET path` answers; asked again when the path changes. A 401 leads to the door. */
export function useReport<Value>(path: string | null): Fetched<Value> {
    const [state, setState] = useState<{ value: Value | null; problem: ApiProblem | null; waiting: boolean }>(
        { value: null, problem: null, waiting: path !== null });
    const [round, setRound] = useState(0);
    useEffect(() => {
        if (path === null) return;
        const controller = new AbortController();
        setState((before) => ({ ...before, waiting: true }));
        request<Value>("GET", path, { signal: controller.signal })
            .then((value) => setState({ value, problem: null, waiting: false }))
            .catch((thrown: unknown) => {
                if (controller.signal.aborted) return;
                const problem = asProblem(thrown);
                if (problem.status === 401) location.assign("/");
                setState((before) => ({ ...before, problem, waiting: false }));
            });
        return () => controller.abort();
    }, [path, round]);
    return { ...state, again: () => setRound(round + 1) };
}

/** True once `waiting` has lasted 150 ms: shorter waits show nothing, so nothing flickers. */
export function useLate(waiting: boolean): boolean {
    const [late, setLate] = useState(false);
    useEffect(() => {
        if (!waiting) {
            setLate(false);
            return;
        }
        const timer = setTimeout(() => setLate(true), 150);
        return () => clearTimeout(timer);
    }, [waiting]);
    return waiting && late;
}
