import { asProblem } from "../shared/api";
import { upload as send } from "../shared/upload";
import type { Sentences } from "../shared/sentences";
import type { Attachment } from "../shared/wire";
import type { Conversation } from "./conversation";
import { el, icon } from "./dom";
import { icons } from "./icons";

const again = "M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.5V6H9.5";

interface Upload {
    file: File;
    done: Attachment | null;
    failed: boolean;
    chip: HTMLElement;
    cancel: AbortController;
}

/** Files on their way up, each a chip with its progress; what is stored goes with the next message. */
export class Uploads {
    #uploads: Upload[] = [];

    constructor(
        private readonly conversation: Conversation,
        private readonly words: Sentences,
        private readonly chips: HTMLElement,
        private readonly changed: () => void,
    ) {}

    get busy(): boolean {
        return this.#uploads.some((each) => !each.done && !each.failed);
    }

    get done(): Attachment[] {
        return this.#uploads.flatMap((each) => each.done ? [each.done] : []);
    }

    clear(): void {
        this.#uploads = [];
        this.chips.replaceChildren();
    }

    add(files: readonly File[]): void {
        for (const file of files) void this.#start(file);
    }

    async #start(file: File): Promise<void> {
        const { t } = this.words;
        const bar = el("progress", { max: 1, value: 0, "aria-label": file.name });
        const note = el("span", { role: "status" });
        const upload: Upload = { file, done: null, failed: false, chip: el("div", { class: "chip" }), cancel: new AbortController() };
        const remove = this.#button(icons.close, t("card.remove_file", { name: file.name }), () => this.#remove(upload));
        upload.chip.append(el("span", { class: "chip-name" }, file.name), bar, note, remove);
        this.chips.append(upload.chip);
        this.#uploads.push(upload);
        this.changed();
        try {
            upload.done = await send<Attachment>("/attachments", file, {
                headers: this.conversation.headers(),
                signal: upload.cancel.signal,
                progress: (share) => { bar.value = share; },
            });
        } catch (thrown) {
            if (upload.cancel.signal.aborted) return;
            const problem = asProblem(thrown);
            upload.failed = true;
            upload.chip.classList.add("failed");
            note.textContent = t(problem.status === 413 ? "card.file_too_large"
                : problem.status === 415 ? "card.file_refused" : "card.file_failed");
            if (problem.passing) {
                remove.before(this.#button(again, t("common.retry"), () => {
                    this.#remove(upload);
                    void this.#start(file);
                }));
            }
        }
        bar.remove();
        this.changed();
    }

    #remove(upload: Upload): void {
        upload.cancel.abort();
        upload.chip.remove();
        this.#uploads = this.#uploads.filter((each) => each !== upload);
        this.changed();
    }

    #button(stroke: string, label: string, action: () => void): HTMLButtonElement {
        return el("button", { type: "button", class: "chip-button", "aria-label": label, onclick: action }, icon(stroke));
    }
}
