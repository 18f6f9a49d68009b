import { useState } from "react";
import { t } from "./words";
import { Icon } from "./Icon";

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
    const [copied, setCopied] = useState(false);
    async function copy() {
        if (await copyText(text)) {
            setCopied(true);
            setTimeout(() => setCopied(false), 2000);
        }
    }
    return (
        <button type="button" className="button" onClick={() => void copy()} aria-live="polite">
            <Icon name={copied ? "check2" : "clipboard"} />{copied ? t("console.copied") : label}
        </button>
    );
}

/** Copies; without a secure context the older command does it. */
async function copyText(text: string): Promise<boolean> {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        const area = document.createElement("textarea");
        area.value = text;
        document.body.append(area);
        area.select();
        const copied = document.execCommand("copy");
        area.remove();
        return copied;
    }
}
