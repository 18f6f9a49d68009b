/** Who the shop says is writing; `logout` means everything known here is to be forgotten. */
export interface HostIdentity {
    jwt: string | null;
    logout: boolean;
    page?: string;
}

interface HostListener {
    shown(open: boolean): void;
    identity(identity: HostIdentity): void;
}

const framed = window.parent !== window;
const query = new URLSearchParams(location.search);
const ancestors = (location as { ancestorOrigins?: ArrayLike<string> }).ancestorOrigins;
/** The shop's origin, from the browser itself where it tells. */
const hostOrigin = ancestors?.[0] ?? query.get("host") ?? "";

/** The panel's end of the five messages exchanged with the launcher; alone in a tab it is simply open. */
export function listenToHost(listener: HostListener): void {
    if (!framed) {
        listener.identity({ jwt: null, logout: false });
        listener.shown(true);
        return;
    }
    addEventListener("message", ({ data, source, origin }) => {
        if (source !== window.parent || origin !== hostOrigin || !data) return;
        if (data.deskbell === "shown") listener.shown(data.value === true);
        if (data.deskbell === "identity" && data.value) listener.identity(data.value as HostIdentity);
    });
    tellHost("ready", null);
}

/** Says one of the panel's three things; the origin keeps another page from hearing it. */
export function tellHost(deskbell: "ready" | "unread" | "close", value: unknown): void {
    if (framed && hostOrigin) window.parent.postMessage({ deskbell, value }, hostOrigin);
}
