import { useEffect, useState } from "react";

/** True once `waiting` has lasted 150 ms: shorter waits show nothing, so nothing flickers. */
export function useLate(waiting: boolean, milliseconds = 150): boolean {
    const [late, setLate] = useState(false);
    useEffect(() => {
        if (!waiting) { setLate(false); return; }
        const timer = setTimeout(() => setLate(true), milliseconds);
        return () => clearTimeout(timer);
    }, [waiting, milliseconds]);
    return waiting && late;
}
