import type { Sentences } from "../shared/sentences";
import { el } from "./dom";

const choices = "🙂 😀 😄 😅 😂 😉 😊 😍 🤔 😐 😕 🙁 😢 😭 😡 😮 👍 👎 👌 🙏 👏 💪 🤝 👋 ❤️ 🎉 ✨ 🔥 ⭐ ✅ ❌ ⚠️ ❓ 📦 🚚 🛒 💳 🎁 📷 📎 📅 ⏰ ☎️ 📧 🏠 🍵".split(" ");
const columns = 8;

/** A grid of common emoji: arrows move, Enter takes one, Escape closes. */
export function emojiPicker(words: Sentences, pick: (emoji: string) => void, close: () => void): HTMLElement {
    const buttons = choices.map((emoji, index) => el("button", {
        type: "button", class: "emoji", tabindex: index === 0 ? 0 : -1, onclick: () => pick(emoji),
    }, emoji));
    return el("div", {
        class: "emoji-picker",
        role: "group",
        "aria-label": words.t("widget.emoji"),
        onkeydown: (event: KeyboardEvent) => {
            if (event.key === "Escape") {
                event.stopPropagation();
                close();
                return;
            }
            const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
            const step = steps[event.key];
            if (!step) return;
            event.preventDefault();
            const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
            const next = buttons[Math.min(buttons.length - 1, Math.max(0, at + step))];
            for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
            next?.focus();
        },
    }, ...buttons);
}
