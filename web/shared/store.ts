/** A value that can be read, replaced and watched. */
export interface Store<State> {
    get(): State;
    /** Replaces the value by what `change` returns; watchers hear of it unless it is the same object. */
    update(change: (state: State) => State): void;
    /** Calls `watcher` after each change until the returned function is called. */
    subscribe(watcher: () => void): () => void;
}

/** Makes a store; React reads it with `useSyncExternalStore(store.subscribe, store.get)`. */
export function createStore<State>(initial: State): Store<State> {
    let state = initial;
    const watchers = new Set<() => void>();
    return {
        get: () => state,
        update(change) {
            const next = change(state);
            if (Object.is(next, state)) return;
            state = next;
            for (const watcher of [...watchers]) watcher();
        },
        subscribe(watcher) {
            watchers.add(watcher);
            return () => {
                watchers.delete(watcher);
            };
        },
    };
}
