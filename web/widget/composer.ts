import type { Sentences } from "../shared/sentences";
import type { Conversation } from "./conversation";
import { el, icon } from "./dom";
import { icons } from "./icons";
import { extras } from "./later";
import { keep, recall } from "./keep";
import type { Uploads } from "./uploads";

/** Where the visitor writes: text that survives a reload, files on their way up, emoji. */
export class Composer {
    readonly element: HTMLElement;
    readonly text: HTMLTextAreaElement;
    readonly #chips = el("div", { class: "chips" });
    readonly #sendButton: HTMLButtonElement;
    readonly #attachButton: HTMLButtonElement;
    readonly #emojiButton: HTMLButtonElement;
    readonly #file: HTMLInputElement;
    #picker: HTMLElement | null = null;
    #uploads: Uploads | null = null;
    #arriving = 0;

    /** `mayLeave` is asked before sending; the details form uses it to be filled in first. */
    constructor(
        private readonly conversation: Conversation,
        private readonly words: Sentences,
        private readonly mayLeave: () => Promise<boolean>,
    ) {
        const { t } = words;
        this.text = el("textarea", {
            rows: 1, class: "text", "aria-label": t("widget.write"), placeholder: t("widget.write"), enterkeyhint: "send",
            maxlength: 10_000, oninput: () => this.#changed(), onkeydown: (event: KeyboardEvent) => this.#key(event),
            onpaste: (event: ClipboardEvent) => this.#takeFiles(event.clipboardData?.files, event),
        });
        this.#file = el("input", { type: "file", multiple: true, hidden: true, tabindex: -1, onchange: () => {
            this.#takeFiles(this.#file.files);
            this.#file.value = "";
        } });
        const tool = (name: keyof typeof icons, label: string, action: () => void) =>
            el("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: action }, icon(icons[name]));
        this.#attachButton = tool("clip", t("widget.attach"), () => this.#file.click());
        this.#emojiButton = tool("smile", t("widget.emoji"), () => void this.#toggleEmoji());
        this.#emojiButton.setAttribute("aria-expanded", "false");
        this.#sendButton = tool("up", t("widget.send"), () => void this.#send());
        this.#sendButton.classList.add("send");
        this.element = el("form", {
            class: "composer",
            onsubmit: (event: Event) => {
                event.preventDefault();
                void this.#send();
            },
        }, this.#chips, this.text, el("div", { class: "tools" }, this.#attachButton, this.#emojiButton, this.#sendButton), this.#file);
        this.text.value = recall(conversation.key("draft")) ?? "";
        this.#acceptDrops();
        this.#changed();
    }

    allow(options: { attachments: boolean; emoji: boolean }): void {
        this.#attachButton.hidden = !options.attachments;
        this.#emojiButton.hidden = !options.emoji;
    }

    focus(): void {
        this.#grow();
        this.text.focus({ preventScroll: true });
    }

    #changed(): void {
        keep(this.conversation.key("draft"), this.text.value);
        const waiting = this.#arriving > 0 || this.#uploads?.busy === true;
        this.#sendButton.disabled = waiting || (this.text.value.trim() === "" && !this.#uploads?.done.length);
        if (document.activeElement === this.text && this.text.value) this.conversation.typing(true);
        this.#grow();
    }

    #grow(): void {
        const { style } = this.text;
        style.height = "";
        // Nothing can be measured while the frame is hidden.
        if (this.text.scrollHeight) style.height = `${Math.min(this.text.scrollHeight, Math.round(window.innerHeight * 0.4))}px`;
    }

    #key(event: KeyboardEvent): void {
        // While an input method is composing (code 229 in Safari), Enter chooses a word and must not send.
        if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        void this.#send();
    }

    async #send(): Promise<void> {
        if (this.#sendButton.disabled || !(await this.mayLeave())) return;
        this.conversation.send(this.text.value.trim(), this.#uploads?.done ?? []);
        this.#uploads?.clear();
        this.text.value = "";
        this.#closeEmoji();
        this.#changed();
        this.focus();
    }

    #takeFiles(files: FileList | null | undefined, event?: Event): void {
        if (!files || files.length === 0 || this.#attachButton.hidden) return;
        event?.preventDefault();
        const chosen = Array.from(files);
        this.#arriving += 1;
        void extras().then(({ Uploads }) => {
            this.#uploads ??= new Uploads(this.conversation, this.words, this.#chips, () => this.#changed());
            this.#uploads.add(chosen);
        }).finally(() => {
            this.#arriving -= 1;
            this.#changed();
        });
    }

    #acceptDrops(): void {
        const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
        document.addEventListener("dragover", (event) => {
            if (!carriesFiles(event)) return;
            event.preventDefault();
            this.element.classList.add("dropping");
        });
        document.addEventListener("dragleave", (event) => {
            if (!event.relatedTarget) this.element.classList.remove("dropping");
        });
        document.addEventListener("drop", (event) => {
            this.element.classList.remove("dropping");
            if (carriesFiles(event)) this.#takeFiles(event.dataTransfer?.files, event);
        });
    }

    async #toggleEmoji(): Promise<void> {
        if (this.#picker) {
            this.#closeEmoji();
            this.focus();
            return;
        }
        const { emojiPicker } = await extras();
        if (this.#picker) return;
        this.#picker = emojiPicker(this.words, (emoji) => {
            this.text.setRangeText(emoji, this.text.selectionStart, this.text.selectionEnd, "end");
            this.#closeEmoji();
            this.focus();
            this.#changed();
        }, () => {
            this.#closeEmoji();
            this.#emojiButton.focus();
        });
        this.element.prepend(this.#picker);
        this.#emojiButton.setAttribute("aria-expanded", "true");
        (this.#picker.firstElementChild as HTMLElement | null)?.focus();
    }

    #closeEmoji(): void {
        this.#picker?.remove();
        this.#picker = null;
        this.#emojiButton.setAttribute("aria-expanded", "false");
    }
}
