import { useEffect, useRef, useState } from "react";
import { t } from "../shell/words";
import { ExportButton } from "../imports/ExportButton";
import { directory } from "../settings/directoryState";
import { session } from "../session/sessionState";
import { Icon } from "../shell/Icon";
import { Choice, Menu } from "../shell/Menu";
import { navigate, usePlace } from "../shell/router";
import { useStore } from "../shell/useStore";
import { folderOf } from "./filters";
import { SaveView } from "./SaveView";
import { signals } from "./signals";
import { tickets } from "./ticketState";

const sorts = ["waiting", "newest", "updated", "oldest", "priority"] as const;
const narrowing = ["channel", "priority", "inbox", "tag", "team", "assignee"] as const;

/** The title of the list, its search, its order and what narrows it. */
export function ListHead({ onNew }: { onNew: () => void }) {
    const { query } = usePlace();
    const lists = useStore(directory, (state) => state);
    const me = useStore(session, (state) => state.user);
    const sort = useStore(tickets, (state) => state.list.filters.sort ?? "waiting");
    const find = useStore(signals, (state) => state.find);
    const [saving, setSaving] = useState(false);
    const folder = folderOf(query);
    const view = lists.views.find((saved) => saved.id === query.get("view"));
    const title = view ? view.name : folder ? t(`console.views.${folder}`) : t("console.rail.tickets");
    const used = narrowing.filter((key) => query.get(key));

    function change(key: string, value: string | null) {
        const next = new URLSearchParams(query);
        if (value) next.set(key, value); else next.delete(key);
        navigate(`/tickets?${next.toString()}`, { replace: key === "q" });
    }

    const choices: Choice[] = [
        ...["chat", "form", "email", "phone", "api", "internal"].map((name) => choice("channel", name, t(`console.channel.${name}`), t("console.filter.channel"))),
        ...["urgent", "high", "normal", "low"].map((name) => choice("priority", name, t(`console.priority.${name}`), t("console.filter.priority"))),
        ...lists.inboxes.map((inbox) => choice("inbox", inbox.key, inbox.name, t("console.filter.inbox"))),
        ...lists.tags.map((tag) => choice("tag", tag.name, tag.name, t("console.filter.tag"))),
        ...lists.teams.map((team) => choice("team", team.id, team.name, t("console.filter.team"))),
        ...(lists.users.length > 1 ? lists.users.filter((user) => user.active).map((user) => choice("assignee", user.id, user.name, t("console.filter.assignee"))) : []),
    ];
    function choice(key: string, value: string, label: string, group: string): Choice {
        return { id: `${key}=${value}`, label, group, chosen: query.get(key) === value };
    }

    return (
        <header className="list-head">
            <div className="list-title">
                <h1>{title}</h1>
                <Menu label={t("console.list.filter")} className="icon-button" searchable align="end" choices={choices}
                    onChoose={(id) => { const [key = "", value = ""] = id.split("="); change(key, query.get(key) === value ? null : value); }}>
                    <Icon name="funnel" />
                </Menu>
                <Menu label={t("console.list.sort")} className="icon-button" align="end"
                    choices={sorts.map((name) => ({ id: name, label: t(`console.sort.${name}`), chosen: name === sort }))}
                    onChoose={(name) => change("sort", name)}>
                    <Icon name="sort-down" />
                </Menu>
                <ExportButton name="tickets" />
                <button type="button" className="icon-button" onClick={onNew} aria-label={t("console.new.title")} title={`${t("console.new.title")} (c)`}>
                    <Icon name="plus-lg" />
                </button>
            </div>
            <SearchBox key={folder ?? view?.id ?? ""} value={query.get("q") ?? ""} focus={find} onChange={(value) => change("q", value)} />
            {used.length > 0 && (
                <div className="chips">
                    {used.map((key) => (
                        <button type="button" key={key} className="chip" onClick={() => change(key, null)}
                            aria-label={t("console.filter.remove", { name: shown(key) })}>
                            {shown(key)}<Icon name="x-lg" />
                        </button>
                    ))}
                    {me && <button type="button" className="chip chip-quiet" onClick={() => setSaving(true)}>{t("console.views.save")}</button>}
                </div>
            )}
            {saving && <SaveView onClose={() => setSaving(false)} />}
        </header>
    );

    function shown(key: typeof narrowing[number]): string {
        const value = query.get(key) ?? "";
        return choices.find((one) => one.id === `${key}=${value}`)?.label ?? value;
    }
}

function SearchBox({ value, focus, onChange }: { value: string; focus: number; onChange: (value: string) => void }) {
    const [text, setText] = useState(value);
    const box = useRef<HTMLInputElement>(null);
    const first = useRef(focus);
    const composing = useRef(false);
    useEffect(() => { if (focus !== first.current) box.current?.select(); }, [focus]);
    useEffect(() => {
        if (text.trim() === value || composing.current) return;
        const timer = setTimeout(() => onChange(text.trim()), 200);
        return () => clearTimeout(timer);
    }, [text, value, onChange]);
    return (
        <label className="search">
            <Icon name="search" />
            <input ref={box} type="search" value={text} placeholder={t("console.list.search")} aria-label={t("console.list.search")}
                onChange={(event) => setText(event.target.value)}
                onCompositionStart={() => { composing.current = true; }}
                onCompositionEnd={(event) => { composing.current = false; setText(event.currentTarget.value); }}
                onKeyDown={(event) => { if (event.key === "Escape") { setText(""); event.currentTarget.blur(); } }} />
            <kbd>/</kbd>
        </label>
    );
}
