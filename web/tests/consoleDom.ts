import { after } from "node:test";
import { JSDOM } from "jsdom";

/** A page for the console's modules to find; imported before them, because some read the page as they load. */
const page = new JSDOM(`<!doctype html><html><body><div id="app"></div></body></html>`, { url: "http://desk.test/tickets", pretendToBeVisual: true });

const wanted = [
    "window", "document", "location", "history", "localStorage", "HTMLElement", "HTMLTextAreaElement", "HTMLInputElement", "Node", "Event",
    "KeyboardEvent", "MouseEvent", "getComputedStyle", "requestAnimationFrame", "cancelAnimationFrame", "addEventListener", "removeEventListener",
] as const;
for (const name of wanted) {
    const value = (page.window as unknown as Record<string, unknown>)[name];
    const bound = typeof value === "function" && /^[a-z]/.test(name) ? (value as () => void).bind(page.window) : value;
    Object.defineProperty(globalThis, name, { value: bound, configurable: true, writable: true });
}
Object.defineProperty(globalThis, "navigator", { value: page.window.navigator, configurable: true });
Object.defineProperty(globalThis, "IS_REACT_ACT_ENVIRONMENT", { value: true, configurable: true, writable: true });

/** React waits on a message channel; Node's own would keep the test run alive for ever. */
class PassingChannel {
    readonly port1: { onmessage: (() => void) | null } = { onmessage: null };
    readonly port2 = { postMessage: () => { setTimeout(() => this.port1.onmessage?.(), 0); } };
}
Object.defineProperty(globalThis, "MessageChannel", { value: PassingChannel, configurable: true, writable: true });

// The page keeps a clock for drawing, which would keep the test run alive.
after(() => page.window.close());

export { page };
