// The loader on the shop's page: a bubble in a shadow root, and the panel in a frame from Deskbell's own origin.
// Five messages cross the frame's border, each `{deskbell: kind, value}`:
// panel -> page: ready {color, position}, unread count, close; page -> panel: shown boolean, identity {jwt, logout}.
declare const LAUNCHER_TEXTS: Record<"en" | "zh-Hans", { open: string; close: string; unread: string }>;

const name = "deskbell-chat";
const script = document.currentScript as HTMLScriptElement;
const { inbox, identity, locale, position, color } = script.dataset;
const { origin } = new URL(script.src);
const texts = LAUNCHER_TEXTS[/^zh/i.test(locale || navigator.language) ? "zh-Hans" : "en"];

const css = `button,iframe{all:initial;position:fixed;z-index:2147483000;right:max(20px,env(safe-area-inset-right))}
.left{right:auto;left:max(20px,env(safe-area-inset-left))}
button{bottom:max(20px,env(safe-area-inset-bottom));width:56px;height:56px;padding:16px;box-sizing:border-box;border-radius:50%;background:var(--c,#11625f);color:var(--i,#fff);cursor:pointer;box-shadow:0 6px 20px #0004}
button:focus-visible{outline:3px solid;outline-offset:-6px}
svg{display:block;fill:currentColor}
b{position:absolute;top:-4px;right:-4px;min-width:20px;border-radius:10px;background:#ab2e22;color:#fff;font:600 12px/20px system-ui;text-align:center}
iframe{bottom:calc(88px + env(safe-area-inset-bottom));width:380px;height:min(620px,100vh - 108px);border-radius:14px;background:Canvas;box-shadow:0 12px 48px #0005}
@media(max-width:480px),(max-height:420px){iframe{inset:0;width:100%;height:100%;border-radius:0}}
[hidden]{display:none}`;

const host = document.createElement(name);
const root = host.attachShadow({ mode: "open" });
const button = document.createElement("button");
const badge = document.createElement("b");
const [svg, shape] = ["svg", "path"].map((kind) => document.createElementNS("http://www.w3.org/2000/svg", kind)) as unknown as [Element, Element];
let frame: HTMLIFrameElement | undefined;
let ready = false;
let shown = false;
let unread = 0;
let jwt = identity || null;
let forget = false;

function show(open: boolean, quietly?: boolean): void {
    if (open) load();
    if (open !== shown) {
        shown = open;
        remembered(open ? "1" : "0");
        if (frame) frame.hidden = !open;
        if (!quietly) (open ? frame : button)?.focus();
    }
    tell("shown", open);
    draw();
}

function identify(token: string | null): void {
    jwt = token;
    forget = !token;
    load();
    sayWho();
}

function load(): void {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.src = `${origin}/widget/panel.html?` + new URLSearchParams({
        inbox: inbox || "", host: location.origin, locale: locale || "",
    });
    frame.title = texts.open;
    frame.hidden = !shown;
    frame.className = button.className;
    root.append(frame);
}

function sayWho(): void {
    tell("identity", { jwt, logout: forget, page: location.href });
}

function tell(deskbell: string, value: unknown): void {
    if (ready) frame?.contentWindow?.postMessage({ deskbell, value }, origin);
}

function heard({ data, source, origin: from }: MessageEvent): void {
    if (from !== origin || !frame || source !== frame.contentWindow || !data) return;
    const { deskbell, value } = data;
    if (deskbell === "close") show(false);
    if (deskbell === "unread") {
        unread = value | 0;
        draw();
    }
    if (deskbell !== "ready") return;
    if (value) {
        look(color || value.color, position || value.position);
    } else {
        ready = true;
        sayWho();
        tell("shown", shown);
    }
}

function look(tint?: string, side?: string): void {
    button.className = side === "left" ? side : "";
    if (frame) frame.className = button.className;
    if (!/^#[\da-f]{6}$/i.test(tint || "")) return;
    const n = parseInt((tint as string).slice(1), 16);
    const light = (n >> 16) * 3 + ((n >> 8) & 255) * 6 + (n & 255) > 1500;
    host.style.setProperty("--c", tint as string);
    host.style.setProperty("--i", light ? "#111" : "#fff");
}

function draw(): void {
    badge.hidden = shown || !unread;
    badge.textContent = unread > 9 ? "9+" : `${unread}`;
    shape.setAttribute("d", shown
        ? "M2 5 8 11l6-6 1 1-7 7-7-7z"
        : "M3 0h10a3 3 0 0 1 3 3v6a3 3 0 0 1-3 3H8l-4 4v-4H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3");
    button.setAttribute("aria-expanded", `${shown}`);
    button.setAttribute("aria-label", shown ? texts.close : texts.open + (unread ? ` (${unread} ${texts.unread})` : ""));
}

/** Whether the chat was open on the page before; the shop may forbid its own storage. */
function remembered(value?: string): string | null {
    try {
        if (value) sessionStorage[name] = value;
        return sessionStorage[name];
    } catch {
        return null;
    }
}

function place(): void {
    document.body.append(host);
    const before = remembered();
    if (before) load();
    show(before === "1", true);
}

if (inbox && !customElements.get(name)) {
    customElements.define(name, class extends HTMLElement {});
    // A constructed sheet is allowed where the page's policy forbids inline styles.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.append(shape);
    button.append(svg, badge);
    root.append(button);
    button.onclick = () => show(!shown);
    button.onkeydown = (event) => event.key === "Escape" && show(false);
    addEventListener("message", heard);
    look(color, position);
    (window as { Deskbell?: unknown }).Deskbell = {
        open: () => show(true), close: () => show(false), identify, logout: () => identify(null),
    };
    if (document.body) place();
    else addEventListener("DOMContentLoaded", place);
}

export {};
