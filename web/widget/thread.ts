import type { Sentences } from "../shared/sentences";
import type { Unsent } from "../shared/outbox";
import type { Attachment, Message } from "../shared/wire";
import type { Conversation } from "./conversation";
import { el, icon, linked } from "./dom";
import { icons } from "./icons";
import type { PanelState } from "./state";

/** One line of the thread: `mark` changes when it must be drawn anew. */
interface Line {
    key: string;
    mark: string;
    draw(): HTMLElement;
}

/** The conversation as bubbles under day rules; only what changed is touched, so a screen reader hears news alone. */
export class Thread {
    readonly element = el("div", { class: "thread", role: "log", tabindex: 0 });
    readonly jump: HTMLButtonElement;
    #follows = true;
    readonly #drawn = new Map<string, { mark: string; node: HTMLElement }>();
    readonly #intro = el("div", { class: "intro" });
    readonly #list = el("div", { class: "lines" });
    readonly #tail = el("div", { class: "tail" });

    constructor(private readonly conversation: Conversation, private readonly words: Sentences) {
        this.element.setAttribute("aria-label", words.t("widget.thread"));
        this.element.append(this.#intro, this.#list, this.#tail);
        this.jump = el("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() },
            icon(icons.up), words.t("widget.new_messages"));
        this.element.onscroll = () => {
            const { scrollHeight, scrollTop, clientHeight } = this.element;
            this.#follows = scrollHeight - scrollTop - clientHeight < 60;
            if (this.#follows) this.jump.hidden = true;
        };
        // Pictures get their height late and the composer grows; someone at the end stays at the end.
        const stay = new ResizeObserver(() => {
            if (this.#follows) this.toEnd();
        });
        stay.observe(this.element);
        stay.observe(this.#list);
    }

    toEnd(): void {
        this.#follows = true;
        this.element.scrollTop = this.element.scrollHeight;
        this.jump.hidden = true;
    }

    /** Draws the state; `cards` (forms, the rating) stand below the last message. */
    render(state: PanelState, greeting: string, cards: HTMLElement[]): void {
        const before = this.#list.lastElementChild;
        if (this.#intro.textContent !== greeting) this.#intro.replaceChildren(el("p", {}, greeting));
        this.#reconcile(this.#lines(state));
        const typing = state.typing ? this.#typingLine(state.typing) : [];
        const tail = [...typing, ...cards];
        if (tail.length !== this.#tail.children.length || tail.some((each, i) => each !== this.#tail.children[i])) {
            this.#tail.replaceChildren(...tail);
        }
        const news = this.#list.lastElementChild !== before;
        const last = state.messages[state.messages.length - 1];
        const own = state.unsent.length > 0 || last?.author.kind === "customer";
        if (this.#follows || (own && news)) this.toEnd();
        else if (news && last?.author.kind === "agent") this.jump.hidden = false;
    }

    #typing: { name: string; node: HTMLElement } | null = null;

    #typingLine(name: string): HTMLElement[] {
        if (this.#typing?.name !== name) {
            const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
            this.#typing = { name, node: el("p", { class: "typing" }, dots, this.words.t("widget.typing", { name })) };
        }
        return [this.#typing.node];
    }

    #lines(state: PanelState): Line[] {
        const lines: Line[] = [];
        let day = "";
        let speaker = "";
        const stored = state.messages.filter((each) => each.kind === "reply" || eventText(each, this.words));
        const lastOwn = [...stored].reverse().find((each) => each.kind === "reply" && each.author.kind === "customer");
        for (const message of stored) {
            const date = new Date(message.created_at).toDateString();
            if (date !== day) {
                day = date;
                speaker = "";
                const label = this.#dayLabel(message.created_at);
                lines.push({ key: `day ${date}`, mark: label, draw: () => el("p", { class: "day" }, label) });
            }
            if (message.kind === "event") {
                speaker = "";
                const text = eventText(message, this.words) ?? "";
                lines.push({ key: message.id, mark: text, draw: () => el("p", { class: "event" }, text) });
                continue;
            }
            const first = speaker !== message.author.name + message.author.kind;
            speaker = message.author.name + message.author.kind;
            const receipt = message === lastOwn && state.unsent.length === 0
                ? state.seenSeq >= message.seq || answered(stored, message) ? "seen" : "sent"
                : "";
            lines.push({
                key: message.client_id ?? message.id,
                mark: `${first}${receipt}${message.text}`,
                draw: () => this.#bubble(message, first, receipt),
            });
        }
        for (const item of state.unsent) {
            lines.push({
                key: item.client_id,
                mark: `${item.state}${item.reason?.kind}`,
                draw: () => this.#unsentBubble(item, state.files),
            });
        }
        return lines;
    }

    #reconcile(lines: Line[]): void {
        const wanted = new Set(lines.map((line) => line.key));
        for (const [key, { node }] of this.#drawn) {
            if (wanted.has(key)) continue;
            node.remove();
            this.#drawn.delete(key);
        }
        let at: Element | null = this.#list.firstElementChild;
        for (const line of lines) {
            const known = this.#drawn.get(line.key);
            if (known && known.mark === line.mark) {
                if (known.node === at) at = at.nextElementSibling;
                else this.#list.insertBefore(known.node, at);
                continue;
            }
            const node = line.draw();
            this.#list.insertBefore(node, at);
            if (known) {
                if (at === known.node) at = at.nextElementSibling;
                known.node.remove();
            }
            this.#drawn.set(line.key, { mark: line.mark, node });
        }
    }

    #bubble(message: Message, first: boolean, receipt: "" | "sent" | "seen"): HTMLElement {
        const { words } = this;
        const own = message.author.kind === "customer";
        const name = own ? words.t("widget.you") : message.author.name;
        const time = words.date(message.created_at, { hour: "numeric", minute: "2-digit" });
        const full = words.date(message.created_at, { dateStyle: "full", timeStyle: "short" });
        const meta = el("span", { class: "meta" }, el("time", { datetime: message.created_at, title: full }, time),
            receipt ? ` · ${words.t(`widget.${receipt}`)}` : null);
        return el("div", { class: own ? "line own" : "line", "data-first": first },
            el("span", { class: own || !first ? "visually-hidden" : "name" }, name),
            message.text ? el("div", { class: "bubble" }, ...linked(message.text)) : null,
            ...message.attachments.map((each) => this.#attachment(each)), meta);
    }

    #unsentBubble(item: Unsent, files: Record<string, Attachment>): HTMLElement {
        const { t } = this.words;
        const names = (item.draft.attachments ?? []).map((id) => files[id]?.name ?? t("widget.file"));
        const failed = item.state === "failed";
        const status = failed
            ? el("span", { class: "meta failed", role: "alert" },
                item.reason?.document.detail ?? t("widget.failed"), " ",
                el("button", { type: "button", onclick: () => this.conversation.retry(item.client_id) }, t("widget.retry")), " ",
                el("button", { type: "button", onclick: () => this.conversation.discard(item.client_id) }, t("widget.discard")))
            : el("span", { class: "meta" }, t("widget.sending"));
        return el("div", { class: failed ? "line own failed" : "line own pending" },
            el("span", { class: "visually-hidden" }, t("widget.you")),
            item.draft.text ? el("div", { class: "bubble" }, ...linked(item.draft.text)) : null,
            ...names.map((name) => el("span", { class: "file" }, icon(icons.clip), name)), status);
    }

    #attachment(file: Attachment): HTMLElement {
        const size = this.words.number(Math.max(1, Math.round(file.size_bytes / 1_000)),
            { style: "unit", unit: "kilobyte", unitDisplay: "short" });
        const link = { href: file.url, target: "_blank", rel: "noopener" };
        if (/^image\/(png|jpeg|gif|webp|avif)$/.test(file.content_type)) {
            return el("a", { ...link, class: "picture" },
                el("img", { src: file.url, alt: file.name, width: file.width, height: file.height }));
        }
        return el("a", { ...link, class: "file", download: file.name }, icon(icons.clip), `${file.name} · ${size}`);
    }

    #dayLabel(instant: string): string {
        const { words } = this;
        const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(instant).setHours(0, 0, 0, 0)) / 86_400_000);
        if (days === 0) return words.t("widget.today");
        if (days === 1) return words.t("widget.yesterday");
        return words.date(instant, { weekday: "long", month: "long", day: "numeric" });
    }
}

function answered(messages: readonly Message[], own: Message): boolean {
    return messages.some((each) => each.seq > own.seq && each.ticket_id === own.ticket_id
        && each.author.kind === "agent" && each.kind === "reply");
}

/** What a visitor is told of an event; most are the staff's business. */
function eventText({ kind, event }: Message, words: Sentences): string | null {
    if (kind !== "event" || !event) return null;
    if (event.type === "status" && event.to === "solved") return words.t("widget.solved");
    if (event.type === "assigned" && event.to) return words.t("widget.joined", { name: String(event.to) });
    return null;
}
