import type { Locale } from "../shared/sentences";

type Extras = typeof import("./extras");

let speak: (found: Extras) => void;
let loading: Promise<Extras> | undefined;
/** The parts fetched on first need, once they are here. */
export let loaded: Extras | undefined;

/** Says where the sentences of the later parts are to be added. */
export function speakLater(texts: Record<string, string>, locale: Locale): void {
    speak = ({ texts: more }) => Object.assign(texts, more[locale]);
}

/** Fetches the parts most visitors never meet; a failed attempt may be repeated. */
export function extras(): Promise<Extras> {
    return loading ??= import("./extras").then((found) => {
        speak(found);
        return loaded = found;
    }, (problem: unknown) => {
        loading = undefined;
        throw problem;
    });
}
