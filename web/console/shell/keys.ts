import { useEffect, useRef } from "react";

/** What keys do: "j", "g t" (two strokes), "Ctrl+k". Ctrl means Command on a Mac. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

const layers: { current: KeyMap }[] = [];
let lead: { key: string; at: number } | null = null;

/** Whether typing goes into this element, so single keys must be left alone. */
export function isTyping(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** The name of a stroke as the maps write it. */
export function strokeOf(event: KeyboardEvent): string {
    const held = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
    const shift = event.shiftKey && (held || event.key.length > 1) ? "Shift+" : "";
    return held + shift + (held ? event.key.toLowerCase() : event.key);
}

function pressed(event: KeyboardEvent): void {
    // A key that composes Chinese text belongs to the input method.
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    const stroke = strokeOf(event);
    const typing = isTyping(event.target);
    if (typing && !stroke.startsWith("Ctrl+")) return;
    if (document.querySelector("dialog[open]") && !stroke.startsWith("Ctrl+")) return;
    // Enter on a button presses that and nothing else. A link stays focused after a click, when Enter means the list again.
    if (stroke === "Enter" && event.target instanceof HTMLElement && event.target.closest("button, summary")) return;
    const pair = lead && event.timeStamp - lead.at < 1200 ? `${lead.key} ${stroke}` : null;
    lead = null;
    // Two strokes that mean something together win over what the second means alone.
    const act = (pair ? meaning(pair) : undefined) ?? meaning(stroke);
    if (act) {
        event.preventDefault();
        act(event);
        return;
    }
    if (!typing && stroke === "g") lead = { key: stroke, at: event.timeStamp };
}

function meaning(stroke: string): ((event: KeyboardEvent) => void) | undefined {
    for (const layer of [...layers].reverse()) {
        const act = layer.current[stroke];
        if (act) return act;
    }
    return undefined;
}

/** Adds keys while the component is on the page; the newest component wins. */
export function useKeys(map: KeyMap): void {
    const current = useRef(map);
    current.current = map;
    useEffect(() => {
        if (layers.length === 0) document.addEventListener("keydown", pressed);
        layers.push(current);
        return () => {
            layers.splice(layers.indexOf(current), 1);
            if (layers.length === 0) document.removeEventListener("keydown", pressed);
        };
    }, []);
}
