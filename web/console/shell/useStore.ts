import { useCallback, useRef, useSyncExternalStore } from "react";
import type { Store } from "../../shared/store";

/** The chosen part of a store; redraws only when that part is another value. */
export function useStore<S, T>(store: Store<S>, choose: (state: S) => T): T {
    const choosing = useRef(choose);
    choosing.current = choose;
    const read = useCallback(() => choosing.current(store.get()), [store]);
    return useSyncExternalStore(store.subscribe, read);
}
