import type { Sentences } from "../shared/sentences";
import { availabilityText } from "./availability";
import { applyBrand } from "./brand";
import { Cards } from "./cards";
import { Composer } from "./composer";
import { Conversation } from "./conversation";
import { el, icon } from "./dom";
import { listenToHost, tellHost } from "./host";
import { icons } from "./icons";
import { unreadCount } from "./state";
import { Thread } from "./thread";

/** Puts the panel on the page: who answers and how soon, the thread, and where one writes. */
export function startPanel(inbox: string, words: Sentences): void {
    const { t, locale } = words;
    const conversation = new Conversation(inbox, locale);
    const { store } = conversation;
    const thread = new Thread(conversation, words);
    const composer: Composer = new Composer(conversation, words, () => cards.complete());
    const cards: Cards = new Cards(conversation, words, plan, () => composer.focus());
    const face = el("span", { class: "face", "aria-hidden": "true" });
    const title = el("h1");
    const answering = el("p", { class: "answering" });
    const line = el("p", { class: "offline", role: "status" });
    const notice = el("p", { class: "notice", role: "status" });
    const close = () => tellHost("close", null);
    const closeButton = el("button", { type: "button", class: "tool close", "aria-label": t("widget.close"), onclick: close },
        icon(icons.close));
    const panel = el("main", { class: "panel" },
        el("header", { class: "head" }, face, el("div", { class: "who" }, title, answering), closeButton),
        line, el("div", { class: "stage" }, thread.element, thread.jump), notice, composer.element);
    let shown = false;
    let planned = false;
    let painted = "";

    /** Draws once for all changes of this turn. */
    function plan(): void {
        if (planned) return;
        planned = true;
        queueMicrotask(render);
    }

    function render(): void {
        planned = false;
        const state = store.get();
        const { settings, ticket, phase } = state;
        const gone = phase === "gone";
        line.textContent = state.offline ? t("widget.offline") : "";
        if (settings) {
            if (!painted) tellHost("ready", { color: settings.color, position: settings.position });
            if (painted !== settings.color) applyBrand(painted = settings.color);
            title.textContent = ticket?.assignee?.name ?? settings.inbox.name;
            face.textContent = title.textContent.slice(0, 1);
            answering.textContent = availabilityText(settings, words, Date.now());
            answering.dataset.online = String(settings.office.open && settings.availability.online);
        }
        notice.textContent = gone ? t("widget.gone") : ticket?.status === "closed" ? t("widget.closed") : "";
        composer.element.hidden = gone;
        composer.allow({
            attachments: settings?.attachments === true && phase === "ready",
            emoji: settings?.emoji !== false,
        });
        const greeting = settings ? settings.greeting[locale] || settings.greeting.en || t("widget.greeting") : "";
        thread.render(state, greeting, cards.render(state));
        if (shown && document.visibilityState === "visible") conversation.markRead();
        tellHost("unread", shown ? 0 : unreadCount(store.get()));
    }

    document.body.append(panel);
    closeButton.hidden = window.parent === window;
    store.subscribe(plan);
    document.addEventListener("visibilitychange", plan);
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !event.isComposing) close();
    });
    // The clock turns days into "yesterday" and opening hours into "today" without anything else happening.
    setInterval(plan, 60_000);
    listenToHost({
        identity: (identity) => conversation.identify(identity),
        shown(open) {
            shown = open;
            if (open) {
                thread.toEnd();
                composer.focus();
            }
            plan();
        },
    });
    render();
}
