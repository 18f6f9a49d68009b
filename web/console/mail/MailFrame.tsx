import { useEffect, useRef, useState } from "react";
import { Pictures, safeHtml, SafeMail } from "../safeHtml";
import { preferences } from "../shell/preferences";
import { useStore } from "../shell/useStore";

interface Props { html: string; label: string; pictures: Pictures; onBlocked?: (count: number) => void; onTooMuch?: () => void }

/** No script, nothing from elsewhere, no forms: three walls, any one of which would do. */
const empty = `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data:; base-uri 'none'; form-action 'none'"></head><body></body></html>`;
const mostPixels = 8000;

/** A mail as its sender laid it out, in a frame of its own: its style cannot touch the page and nothing in it runs. */
export default function MailFrame({ html, label, pictures, onBlocked, onTooMuch }: Props) {
    const frame = useRef<HTMLIFrameElement>(null);
    const theme = useStore(preferences, (state) => state.theme);
    const [height, setHeight] = useState(40);
    const [paper, setPaper] = useState(false);
    const [loaded, setLoaded] = useState(false);

    useEffect(() => {
        const page = frame.current?.contentDocument;
        if (!loaded || !page || !frame.current) return;
        const mail = safeHtml(html, page, pictures);
        if (!mail) { onTooMuch?.(); return; }
        onBlocked?.(mail.blocked);
        setPaper(!mail.plain && isDark());
        return show(frame.current, page, mail, setHeight);
    }, [loaded, html, pictures, theme]);

    return (
        <iframe ref={frame} className={`mail-frame${paper ? " is-paper" : ""}`} title={label} srcDoc={empty} onLoad={() => setLoaded(true)}
            sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" referrerPolicy="no-referrer" style={{ height }} />
    );
}

function isDark(): boolean {
    return getComputedStyle(document.documentElement).colorScheme === "dark";
}

/** Puts a mail into its frame and keeps the frame as high as the mail; the answer undoes it. */
function show(frame: HTMLIFrameElement, page: Document, mail: SafeMail, setHeight: (pixels: number) => void): () => void {
    const body = page.querySelector("body");
    const view = frame.contentWindow as (Window & typeof globalThis) | null;
    if (!body || !view) return () => undefined;
    body.replaceChildren(mail.nodes);
    const looks = getComputedStyle(frame);
    const dark = isDark() && mail.plain;
    const link = getComputedStyle(document.documentElement).getPropertyValue("--color-accent");
    dress(page, view, [
        `html{color-scheme:${dark ? "dark" : "light"};overflow:auto hidden}`,
        `body{display:flow-root;margin:0;padding:1px;color:${mail.plain ? looks.color : "#1d1d1f"};font:14px/1.5 ${looks.fontFamily};overflow-wrap:anywhere}`,
        `a[href]{color:${dark || mail.plain ? link : "#0b57d0"}}img{max-width:100%;height:auto}pre{white-space:pre-wrap}`,
        "blockquote{margin:8px 0 8px 2px;padding-left:10px;border-left:2px solid #9993}",
        "@media (max-width:640px){table{width:auto!important}table,td,th,div,img{max-width:100%!important}}",
        "img[data-blocked]{min-width:24px;min-height:24px;outline:1px dashed #8886;outline-offset:-1px}",
    ].join(""), mail.sheet);
    const measure = () => {
        const scrollbar = page.documentElement.scrollWidth > page.documentElement.clientWidth ? 16 : 0;
        setHeight(Math.min(mostPixels, Math.ceil(body.getBoundingClientRect().height) + scrollbar + 1));
    };
    measure();
    const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(measure);
    observer?.observe(body);
    page.addEventListener("keydown", passOn);
    return () => { observer?.disconnect(); page.removeEventListener("keydown", passOn); };
}

/** Style sheets made by the page's own hand: a policy without inline style permits these and no others. */
function dress(page: Document, view: Window & typeof globalThis, own: string, mails: string): void {
    if (!view.CSSStyleSheet || !("adoptedStyleSheets" in page)) return;
    const sheets = [own, mails].map((text) => {
        const sheet = new view.CSSStyleSheet();
        sheet.replaceSync(text);
        return sheet;
    });
    page.adoptedStyleSheets = sheets;
}

/** Keys pressed while the mail has the focus mean what they mean on the page. */
function passOn(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    if (/^(?:Tab|Shift|Control|Meta|Alt|Arrow|Page|Home|End| )/.test(key) || key === " " || ((ctrlKey || metaKey) && /^[acvx]$/i.test(key))) return;
    const again = new KeyboardEvent("keydown", { key, ctrlKey, metaKey, shiftKey, altKey, bubbles: true, cancelable: true });
    if (!document.body.dispatchEvent(again)) event.preventDefault();
}
