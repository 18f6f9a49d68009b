import { KeyboardEvent, useEffect, useMemo, useState } from "react";
import type { Customer } from "../../shared/staff";
import type { Ticket } from "../../shared/wire";
import { fitOf } from "../tickets/composerText";
import { ticketChanged, tickets } from "../tickets/ticketState";
import { Dialog } from "./Dialog";
import { get } from "./http";
import { Icon } from "./Icon";
import { closeOverlay, overlays } from "./overlays";
import { PaletteItem, standingItems, ticketItem, customerItem } from "./paletteItems";
import { currentPlace, match } from "./router";
import { useStore } from "./useStore";
import { t } from "./words";

/** Everything by name: tickets, customers, actions and pages. */
export function Palette() {
    const open = useStore(overlays, (state) => state.open === "palette");
    return open ? <PaletteWindow /> : null;
}

function PaletteWindow() {
    const [query, setQuery] = useState("");
    const [found, setFound] = useState<{ tickets: readonly Ticket[]; customers: readonly Customer[] }>({ tickets: [], customers: [] });
    const [at, setAt] = useState(0);
    const byId = useStore(tickets, (state) => state.byId);
    const number = match("/tickets/:number", currentPlace().path)?.["number"];
    const current = number ? Object.values(byId).find((ticket) => ticket.number === Number(number)) : undefined;
    const standing = useMemo(() => standingItems(current), [current]);

    useEffect(() => {
        setAt(0);
        const wanted = query.trim();
        if (wanted.length < 1) { setFound({ tickets: [], customers: [] }); return; }
        let stale = false;
        const timer = setTimeout(() => {
            get<{ tickets: Ticket[]; customers: Customer[] }>(`/search?q=${encodeURIComponent(wanted)}`).then((answer) => {
                if (stale) return;
                for (const ticket of answer.tickets) ticketChanged(ticket);
                setFound(answer);
            }, () => undefined);
        }, 120);
        return () => { stale = true; clearTimeout(timer); };
    }, [query]);

    // What the page already holds answers at once; the server's answer joins it.
    const held = query.trim() ? Object.values(byId).filter((ticket) => fitOf(query.replace(/^#/, ""), `${ticket.number} ${ticket.subject} ${ticket.customer.name}`) > 1).slice(0, 5) : [];
    const shownTickets = [...new Map([...held, ...found.tickets].map((ticket) => [ticket.id, byId[ticket.id] ?? ticket])).values()].slice(0, 7);
    const items: PaletteItem[] = [
        ...shownTickets.map(ticketItem), ...found.customers.map(customerItem),
        ...standing.map((item) => ({ item, fit: fitOf(query, `${item.label} ${item.words ?? ""}`) })).filter((entry) => entry.fit > 0).sort((a, b) => query ? b.fit - a.fit : 0).map((entry) => entry.item),
    ];
    const chosen = Math.min(at, Math.max(0, items.length - 1));

    function run(item: PaletteItem | undefined) {
        if (!item) return;
        closeOverlay();
        // The window gives the focus back first; then the action may take it.
        setTimeout(item.run, 0);
    }
    function keyed(event: KeyboardEvent) {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "ArrowDown") setAt(Math.min(items.length - 1, chosen + 1));
        else if (event.key === "ArrowUp") setAt(Math.max(0, chosen - 1));
        else if (event.key === "Enter") run(items[chosen]);
        else return;
        event.preventDefault();
    }
    let group = "";
    return (
        <Dialog title={t("console.palette.title")} bare onClose={closeOverlay}>
            <div className="palette" onKeyDown={keyed}>
                <label className="palette-find"><Icon name="search" />
                    <input autoFocus value={query} placeholder={t("console.palette.hint")} aria-label={t("console.palette.hint")} role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={`palette-${chosen}`}
                        onChange={(event) => setQuery(event.target.value)} /></label>
                <div className="palette-list" id="palette-list" role="listbox" aria-label={t("console.palette.title")}>
                    {items.map((item, index) => {
                        const heading = item.group !== group ? item.group : null;
                        group = item.group;
                        return (
                            <div key={item.id}>
                                {heading && <div className="menu-group" aria-hidden="true">{heading}</div>}
                                <div role="option" id={`palette-${index}`} aria-selected={index === chosen} className={`menu-choice${index === chosen ? " is-at" : ""}`} onMouseMove={() => setAt(index)} onClick={() => run(item)}
                                    ref={(element) => { if (index === chosen) element?.scrollIntoView?.({ block: "nearest" }); }}>
                                    <Icon name={item.icon} /><span className="menu-label">{item.label}</span>{item.hint && <span className="menu-hint">{item.hint}</span>}
                                </div>
                            </div>
                        );
                    })}
                    {items.length === 0 && <p className="menu-none">{t("console.nothingFound")}</p>}
                </div>
            </div>
        </Dialog>
    );
}
