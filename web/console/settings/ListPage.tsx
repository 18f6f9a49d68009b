import { ReactNode, useState } from "react";
import { Icon } from "../shell/Icon";
import { Unread } from "../shell/Unread";
import type { Unreadable } from "../shell/useReading";
import { t } from "../shell/words";

interface Props<T> {
    title: string;
    lead: string;
    /** `null` while it is being read. */
    items: readonly T[] | null;
    line: (item: T) => ReactNode;
    /** The window that edits one thing, or makes one when the item is null. */
    editor: (item: T | null, close: () => void) => ReactNode;
    addLabel: string;
    emptyText: string;
    unread?: Unreadable | null;
    removeLabel?: (item: T) => string;
    onRemove?: (item: T) => Promise<unknown>;
    /** What else can be done with the whole list. */
    extra?: ReactNode;
}

/** The shape most settings share: a list, a way to add, and a window to change one. */
export function ListPage<T extends { id: string }>(props: Props<T>) {
    const { title, lead, items, line, editor, addLabel, emptyText, unread = null, onRemove, removeLabel, extra } = props;
    const [open, setOpen] = useState<{ item: T | null } | null>(null);
    const [leaving, setLeaving] = useState<string | null>(null);
    return (
        <>
            <header className="page-title"><div><h1>{title}</h1><p className="muted">{lead}</p></div>
                <span className="title-actions">{extra}<button type="button" className="button" data-kind="primary" onClick={() => setOpen({ item: null })}><Icon name="plus-lg" />{addLabel}</button></span></header>
            <Unread of={unread} />
            {items?.length === 0 && <p className="empty-line">{emptyText}</p>}
            <ul className="setting-list">
                {items?.map((item) => (
                    <li key={item.id}>
                        <button type="button" className="setting-line" onClick={() => setOpen({ item })}>{line(item)}</button>
                        {onRemove && (leaving === item.id ? (
                            <span className="confirm"><button type="button" className="button" data-kind="danger" onClick={() => { setLeaving(null); void onRemove(item); }}>{t("console.remove")}</button>
                                <button type="button" className="button" data-kind="quiet" onClick={() => setLeaving(null)}>{t("common.cancel")}</button></span>
                        ) : <button type="button" className="icon-button" aria-label={removeLabel?.(item) ?? t("console.remove")} title={t("console.remove")} onClick={() => setLeaving(item.id)}><Icon name="trash" /></button>)}
                    </li>
                ))}
            </ul>
            {open && editor(open.item, () => setOpen(null))}
        </>
    );
}
