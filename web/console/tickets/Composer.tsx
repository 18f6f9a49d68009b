import { ClipboardEvent, DragEvent, KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Attachment, Ticket } from "../../shared/wire";
import { MailboxNotice } from "../mail/MailboxNotice";
import { isPicture, markOf, withoutPictures, withPictures } from "../mail/pictures";
import { recipientProblem, RecipientsBar } from "../mail/RecipientsBar";
import { scheduleReply, SendTime } from "../mail/scheduling";
import { SizeWarning } from "../mail/SizeWarning";
import { somethingNewer, useMailReply } from "../mail/useMailReply";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { Icon } from "../shell/Icon";
import { useStore } from "../shell/useStore";
import { locale, t } from "../shell/words";
import { ActionStrip } from "./ActionStrip";
import { cannedValues } from "./cannedValues";
import { fillCanned, unfilledVariables } from "./cannedVariables";
import { ComposerFoot } from "./ComposerFoot";
import { ComposerNotices } from "./ComposerNotices";
import { composers, fetchDrafts, Paper, paperChosen, unsentChanged, unsentOf, unsentTaken } from "./composerState";
import { mentionsIn, replaceTrigger, Trigger, triggerAt } from "./composerText";
import { FileStrip } from "./FileStrip";
import { Picker, PickerItem, usePicker } from "./Picker";
import { sendMessage } from "./sending";
import { signals } from "./signals";
import { newestSeq, Outgoing, threadOf, threads } from "./threadState";
import { actionLines, actionsJoined } from "./ticketActionLines";
import { applyActions } from "./ticketActions";
import { useUploads } from "./useUploads";
import { writingEnded, writingNow } from "./typing";

interface Props { ticket: Ticket; onSolved: () => void }

/** Where one writes: a reply the customer gets, or a note on other paper that never leaves. */
export function Composer({ ticket, onSolved }: Props) {
    const isInternal = ticket.channel === "internal";
    const paper = useStore(composers, (state) => isInternal ? "note" : state.papers[ticket.id] ?? "reply");
    const unsent = useStore(composers, (state) => unsentOf(state, ticket.id, paper));
    const users = useStore(directory, (state) => state.users);
    const canned = useStore(directory, (state) => state.cannedReplies);
    const teams = useStore(directory, (state) => state.teams);
    const me = useStore(session, (state) => state.user);
    const company = useStore(session, (state) => state.company);
    const wishes = useStore(signals, (state) => state);
    const firstWishes = useRef(wishes);
    const area = useRef<HTMLTextAreaElement>(null);
    const [trigger, setTrigger] = useState<Trigger | null>(null);
    const [problem, setProblem] = useState("");
    const [asking, setAsking] = useState<Outgoing | null>(null);
    const [dropping, setDropping] = useState(false);
    const seen = useRef(0);
    const { uploads, addFiles, dropUpload } = useUploads(ticket.id, paper);
    const { next: mail, edited, mailbox } = useMailReply(ticket);
    const asMail = paper === "reply" ? mail : null;
    const noMailbox = paper === "reply" && mailbox === "none";

    useEffect(() => { void fetchDrafts(ticket.id); setAsking(null); setProblem(""); setTrigger(null); return writingEnded; }, [ticket.id]);
    useEffect(() => { if (wishes.reply !== firstWishes.current.reply) { paperChosen(ticket.id, "reply"); area.current?.focus(); } }, [wishes.reply]);
    useEffect(() => { if (wishes.note !== firstWishes.current.note) { paperChosen(ticket.id, "note"); area.current?.focus(); } }, [wishes.note]);
    useLayoutEffect(() => {
        const element = area.current;
        if (!element) return;
        element.style.height = "auto";
        element.style.height = `${element.scrollHeight}px`;
    }, [unsent.text, ticket.id, paper]);

    const sawAll = useCallback(() => { seen.current = newestSeq(threadOf(threads.get(), ticket.id)); }, [ticket.id]);
    const values = cannedValues(ticket, me, company);
    const items: PickerItem[] = !trigger ? [] : trigger.mark === "/"
        ? canned.filter((reply) => !reply.team_id || me?.team_ids.includes(reply.team_id))
            .sort((a, b) => Number(b.locale === locale()) - Number(a.locale === locale()))
            .map((reply) => ({ id: reply.id, label: `/${reply.shortcut}`, detail: reply.title, preview: fillCanned(reply.text, values), foot: actionLines(reply.actions, { users, teams }).map((line) => line.text).join(" · "), words: `${reply.shortcut} ${reply.title} ${reply.text}` }))
        : users.filter((user) => user.active && user.id !== me?.id)
            .map((user) => ({ id: user.id, label: `@${user.name}`, detail: user.email, preview: "", words: `${user.name} ${user.email}` }));
    const nothing = unsent.text.trim() === "" && unsent.attachments.length === 0;
    const picker = usePicker(trigger?.query ?? "", items, pick);

    function pick(item: PickerItem) {
        const element = area.current;
        if (!element || !trigger) return;
        const next = replaceTrigger(unsent.text, element.selectionStart, trigger, trigger.mark === "/" ? item.preview : `${item.label} `);
        const actions = trigger.mark === "/" ? canned.find((reply) => reply.id === item.id)?.actions ?? null : null;
        const filled = actions && { ...actions, note: actions.note && fillCanned(actions.note, values) };
        unsentChanged(ticket.id, paper, { text: next.text, actions: actionsJoined(unsent.actions, filled) });
        setTrigger(null);
        requestAnimationFrame(() => { element.focus(); element.setSelectionRange(next.caret, next.caret); });
    }

    function insert(text: string) {
        const element = area.current;
        // A file arrives later than it was dropped: what was written meanwhile counts.
        const written = unsentOf(composers.get(), ticket.id, paper).text;
        const at = element?.selectionStart ?? written.length;
        unsentChanged(ticket.id, paper, { text: written.slice(0, at) + text + written.slice(element?.selectionEnd ?? at) });
        requestAnimationFrame(() => { element?.focus(); element?.setSelectionRange(at + text.length, at + text.length); });
    }

    function wrote(text: string, caret: number) {
        sawAll();
        setProblem("");
        unsentChanged(ticket.id, paper, { text });
        setTrigger(triggerAt(text, caret, paper === "note" ? ["/", "@"] : ["/"]));
        if (text.trim()) writingNow(ticket.id, paper === "note"); else writingEnded();
    }

    function keyed(event: KeyboardEvent<HTMLTextAreaElement>) {
        // Enter that ends a Chinese composition must neither send nor pick.
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (trigger && picker.keyed(event)) return;
        if (event.key === "Escape") {
            event.preventDefault();
            if (trigger) setTrigger(null); else area.current?.blur();
        } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void send(event.shiftKey && paper === "reply");
        }
    }

    async function send(solves: boolean, again?: Outgoing, later?: SendTime) {
        const text = unsent.text.trim();
        const actions = again ? again.actions : unsent.actions;
        if (!again && text === "" && unsent.attachments.length === 0 && !actions) return;
        if (uploads.some((one) => !one.problem)) { setProblem(t("console.composer.stillUploading")); return; }
        const wrong = asMail && !again ? recipientProblem(asMail) : "";
        if (wrong) { setProblem(wrong); return; }
        const empty = again ? [] : unfilledVariables(`${text} ${actions?.note ?? ""}`);
        if (empty.length > 0) {
            setProblem(t("console.composer.unfilled", { names: empty.map((name) => `{{${name}}}`).join(", ") }));
            const at = unsent.text.indexOf("{{");
            area.current?.focus();
            if (at < 0) return;
            area.current?.setSelectionRange(at, unsent.text.indexOf("}}", at) + 2);
            return;
        }
        if (actions && !again && text === "" && unsent.attachments.length === 0) {
            unsentTaken(ticket.id, paper);
            if (!await applyActions(ticket, solves ? { ...actions, status: "solved", snooze_seconds: null } : actions)) unsentChanged(ticket.id, paper, { actions });
            else if (solves || actions.status === "solved") onSolved();
            return;
        }
        const outgoing: Outgoing = again ?? {
            client_id: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`,
            kind: paper, text: asMail ? withPictures(text, unsent.attachments) : text, attachments: unsent.attachments, mentions: paper === "note" ? mentionsIn(text, users) : [],
            solve: solves, actions: solves && actions?.status === "snoozed" ? { ...actions, status: null, snooze_seconds: null } : actions, seen_seq: seen.current || newestSeq(threadOf(threads.get(), ticket.id)),
            state: "sending", problem: null, created_at: new Date().toISOString(), ...(asMail && edited ? { recipients: edited } : {}),
        };
        const time = asMail ? later ?? (asMail.undoSeconds > 0 ? { undoSeconds: asMail.undoSeconds } : null) : null;
        if (time && !again && somethingNewer(ticket.id, outgoing.seen_seq)) { setAsking(outgoing); return; }
        setAsking(null);
        unsentTaken(ticket.id, outgoing.kind);
        if (again) area.current?.focus();
        writingEnded();
        if (time) {
            // A mail is done with once sent: the keys mean actions again, above all z for taking it back.
            area.current?.closest(".thread-pane")?.querySelector<HTMLElement>(".thread-log")?.focus({ preventScroll: true });
            if (await scheduleReply(ticket.id, outgoing, asMail, time)) {
                if (outgoing.solve || outgoing.actions?.status === "solved") onSolved();
            }
            return;
        }
        const result = await sendMessage(ticket.id, outgoing, again !== undefined);
        if (result === "newer") {
            if (unsentOf(composers.get(), ticket.id, outgoing.kind).text === "") {
                unsentChanged(ticket.id, outgoing.kind, { text: withoutPictures(outgoing.text), attachments: outgoing.attachments, actions: outgoing.actions });
            }
            setAsking(outgoing);
        } else if (result === "sent" && (outgoing.solve || outgoing.actions?.status === "solved")) onSolved();
    }

    /** In a mail a picture that is pasted or dropped stands where one writes. */
    function place(file: Attachment) {
        if (asMail && isPicture(file)) insert(markOf(file));
    }
    function pasted(event: ClipboardEvent) {
        const files = [...event.clipboardData.files];
        if (files.length > 0) { event.preventDefault(); addFiles(files, place); }
    }
    function dropped(event: DragEvent) {
        event.preventDefault();
        setDropping(false);
        addFiles([...event.dataTransfer.files], place);
    }
    function removeFile(id: string) {
        const gone = unsent.attachments.find((file) => file.id === id);
        unsentChanged(ticket.id, paper, { text: gone ? unsent.text.split(markOf(gone)).join("") : unsent.text, attachments: unsent.attachments.filter((file) => file.id !== id) });
    }
    const tab = (name: Paper) => (
        <button type="button" role="tab" aria-selected={paper === name} className="composer-tab"
            onClick={() => { paperChosen(ticket.id, name); area.current?.focus(); }}>
            {name === "note" && <Icon name="lock-fill" />}{t(`console.composer.${name}`)}
            {unsentOf(composers.get(), ticket.id, name).text !== "" && paper !== name && <i className="draft-dot" title={t("console.composer.draft")} />}
        </button>
    );

    return (
        <section className={`composer is-${paper}${dropping ? " is-dropping" : ""}`} aria-label={t("console.composer.label")}
            onDragOver={(event) => { event.preventDefault(); setDropping(true); }} onDragLeave={() => setDropping(false)} onDrop={dropped}>
            <ComposerNotices ticket={ticket} asking={asking} onSendAnyway={() => asking && void send(asking.solve, asking)} onKeep={() => { setAsking(null); sawAll(); area.current?.focus(); }} />
            <div className="composer-tabs"><div role="tablist" className="composer-papers">{!isInternal && tab("reply")}{tab("note")}</div>
                {asMail && <RecipientsBar key={ticket.id} ticket={ticket} next={asMail} edited={edited !== null} onLeave={() => area.current?.focus()} />}
                {paper === "reply" && mailbox !== "on" && <MailboxNotice mailbox={mailbox} />}</div>
            <div className="composer-paper">
                {trigger && <Picker picker={picker} label={t(trigger.mark === "/" ? "console.composer.canned" : "console.composer.mention")} />}
                <textarea ref={area} value={unsent.text} rows={2} dir="auto" aria-label={t(`console.composer.${paper}`)}
                    placeholder={t(paper === "note" ? "console.composer.noteHint" : "console.composer.replyHint")}
                    aria-expanded={trigger !== null} aria-autocomplete="list"
                    onChange={(event) => wrote(event.target.value, event.target.selectionStart)}
                    onFocus={sawAll} onBlur={() => setTimeout(() => setTrigger(null), 150)} onKeyDown={keyed} onPaste={pasted} />
                <FileStrip files={unsent.attachments} uploads={uploads} onDropUpload={dropUpload}
                    onRemove={removeFile} onPlace={asMail ? place : undefined} isPlaced={(file) => unsent.text.includes(markOf(file))} />
            </div>
            <ActionStrip actions={unsent.actions} onChange={(actions) => { unsentChanged(ticket.id, paper, { actions }); area.current?.focus(); }} />
            {asMail && <SizeWarning files={unsent.attachments} />}
            {problem && <p className="problem composer-problem" role="alert">{problem}</p>}
            <ComposerFoot ticket={ticket} paper={paper} empty={nothing && !unsent.actions} actsOnly={nothing && unsent.actions !== null} solves={unsent.actions?.status === "solved"}
                onFiles={addFiles} onInsert={insert} onSend={(solves) => void send(solves)} asMail={asMail !== null} noMailbox={noMailbox} onLater={(at, cancelOnReply) => void send(false, undefined, { at, cancelOnReply })}
                onCanned={() => { insert(unsent.text && !/\s$/.test(unsent.text) ? " /" : "/"); setTrigger({ mark: "/", query: "", start: unsent.text.length + (unsent.text && !/\s$/.test(unsent.text) ? 1 : 0) }); }} />
        </section>
    );
}
