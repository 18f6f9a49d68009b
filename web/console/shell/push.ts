import { get, post, remove } from "./http";
import { prefer, preferences } from "./preferences";
import { navigate } from "./router";

/** Whether this browser is told of news in the background, or why it cannot be. */
export type PushState = "on" | "off" | "blocked" | "unsupported" | "insecure" | "failed";

/** What stands in the way before anybody is asked; null when nothing does. */
export function pushObstacle(): PushState | null {
    if (!window.isSecureContext) return "insecure";
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return "unsupported";
    return Notification.permission === "denied" ? "blocked" : null;
}

/** Asks the browser, then the server, to tell this person here; `excerpt` allows the beginning of a message. */
export async function pushOn(user: string, excerpt: boolean): Promise<PushState> {
    const obstacle = pushObstacle();
    if (obstacle) return obstacle;
    if (await Notification.requestPermission() !== "granted") return "blocked";
    try {
        await subscribed(excerpt);
    } catch {
        return "failed";
    }
    prefer({ push: user, pushExcerpt: excerpt });
    return "on";
}

/** Ends it, here and on the server. */
export async function pushOff(): Promise<void> {
    prefer({ push: null });
    const kept = localStorage.getItem(keptKey);
    localStorage.removeItem(keptKey);
    if (kept) await remove(`/push-subscriptions/${kept}`).catch(() => undefined);
    const registration = await navigator.serviceWorker?.getRegistration();
    await (await registration?.pushManager?.getSubscription())?.unsubscribe().catch(() => undefined);
}

/** After signing in: browsers change their addresses, and signing out made the server forget this one. */
export function pushRenewed(user: string): void {
    const { push, pushExcerpt } = preferences.get();
    if (push !== user || pushObstacle() || Notification.permission !== "granted") return;
    subscribed(pushExcerpt).catch(() => undefined);
}

/** Opens what a notice is about when the service worker asks this page to. */
export function openWhatIsPushed(): () => void {
    const heard = (event: MessageEvent) => {
        const data = event.data as { kind?: unknown; path?: unknown };
        if (data.kind === "open" && typeof data.path === "string" && data.path.startsWith("/")) navigate(data.path);
    };
    navigator.serviceWorker?.addEventListener("message", heard);
    return () => navigator.serviceWorker?.removeEventListener("message", heard);
}

const keptKey = "deskbell.push";

async function subscribed(excerpt: boolean): Promise<void> {
    const { public_key } = await get<{ public_key: string }>("/push-key");
    await navigator.serviceWorker.register("/sw.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    const key = bytesOf(public_key);
    let subscription = await pushManager.getSubscription();
    // One made for another company's key is of no use here.
    if (subscription && !sameBytes(subscription.options?.applicationServerKey, key)) {
        await subscription.unsubscribe();
        subscription = null;
    }
    subscription ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = subscription.toJSON();
    const { id } = await post<{ id: string }>("/push-subscriptions", { endpoint, keys, excerpt });
    localStorage.setItem(keptKey, id);
}

function bytesOf(base64URL: string): Uint8Array {
    return Uint8Array.from(atob(base64URL.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function sameBytes(held: ArrayBuffer | null | undefined, key: Uint8Array): boolean {
    if (!held) return true;
    const bytes = new Uint8Array(held);
    return bytes.length === key.length && bytes.every((byte, index) => byte === key[index]);
}
