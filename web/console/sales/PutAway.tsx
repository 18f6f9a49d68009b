import { t } from "../shell/words";

/** What of a list is no longer offered, folded, each with a way back. */
export function PutAway<Item extends { id: string }>({ items, nameOf, textOf = nameOf, onUse }: { items: readonly Item[]; nameOf: (item: Item) => string; textOf?: (item: Item) => string; onUse: (item: Item) => void }) {
    if (items.length === 0) return null;
    return (
        <details className="group-body"><summary>{t("sales.settings.putAway", { count: items.length })}</summary>
            <ul className="setting-list">{items.map((one) => (
                <li key={one.id}><span className="setting-line muted">{textOf(one)}</span><button type="button" className="button" data-kind="quiet" aria-label={t("sales.settings.useNamed", { name: nameOf(one) })} onClick={() => onUse(one)}>{t("sales.settings.useAgain")}</button></li>
            ))}</ul></details>
    );
}
