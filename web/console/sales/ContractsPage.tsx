import { useRef, useState } from "react";
import type { Contract } from "../../shared/apiTypes";
import { ExportButton } from "../imports/ExportButton";
import { moneyText } from "../orders/money";
import { directory } from "../settings/directoryState";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { Menu } from "../shell/Menu";
import { match, navigate, usePlace } from "../shell/router";
import { SearchBox } from "../shell/SearchBox";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { useStore } from "../shell/useStore";
import { VirtualList } from "../shell/VirtualList";
import { t } from "../shell/words";
import { ContractDialog } from "./ContractDialog";
import { ContractPage } from "./ContractPage";
import { contractArrived, fullDay, papers } from "./quoteState";

const filters = ["all", "due", "draft", "active", "ended", "cancelled"] as const;

/** All contracts: a list to search, those to renew first asked for, and the chosen one beside it. */
export function ContractsPage({ path }: { path: string }) {
    const { query } = usePlace();
    const q = query.get("q") ?? "";
    const filter = query.get("status") ?? "all";
    const name = match("/sales/contracts/:name", path)?.["name"] ?? null;
    const [making, setMaking] = useState(false);
    const box = useRef<HTMLInputElement>(null);
    const known = useStore(papers, (all) => all.contracts);
    const users = useStore(directory, (state) => state.users);
    const owner = query.get("owner") ?? "";
    const ownerName = owner === "me" ? t("sales.mine") : users.find((user) => user.id === owner)?.name ?? "";
    const only = (filter === "all" ? "" : filter === "due" ? "&reminder_due=true" : `&status=${filter}`) + (owner ? `&owner=${owner}` : "");
    const { items: shown, more, unread } = usePages<Contract>(`/contracts?limit=100${only}${q ? `&q=${encodeURIComponent(q)}` : ""}`, { arrived: contractArrived });
    const listed = new Set((shown ?? []).map((one) => one.id));
    // One noted since stands on top until the list is read again.
    const fresh = q || owner || filter !== "all" ? [] : Object.values(known).filter((one) => !listed.has(one.id) && one.created_at >= (shown?.[0]?.created_at ?? ""));
    const items = [...fresh.reverse(), ...(shown ?? []).map((one) => known[one.id] ?? one)];
    const index = items.findIndex((one) => one.id === name || String(one.number) === name);

    function go(change: Record<string, string>) {
        const next = new URLSearchParams(query);
        for (const [key, value] of Object.entries(change)) if (value && value !== "all") next.set(key, value); else next.delete(key);
        navigate(`${name ? `/sales/contracts/${name}` : "/sales/contracts"}?${next}`, { replace: true });
    }
    const step = (by: number) => { const next = items[Math.max(0, Math.min(items.length - 1, index + by))]; if (next) navigate(`/sales/contracts/${next.number}${location.search}`); };
    useKeys({ j: () => step(1), k: () => step(-1), "/": () => box.current?.select(), c: () => setMaking(true), Escape: () => navigate(`/sales/contracts${location.search}`) });

    return (
        <div className={`desk two-panes${name ? " has-ticket" : ""}`}>
            <section className="list-pane" aria-label={t("sales.contracts.title")}>
                <header className="list-head">
                    <div className="list-title"><h1>{t("sales.contracts.title")}</h1>
                        <Menu label={t("sales.contracts.filter")} className="icon-button" align="end" choices={filters.map((one) => ({ id: one, label: t(`sales.contract.${one}`), chosen: filter === one }))} onChoose={(one) => go({ status: one })}><Icon name="funnel" /></Menu>
                        {users.length > 1 && <Menu label={t("sales.contracts.whose")} className="icon-button" align="end" choices={[{ id: "all", label: t("sales.contracts.anyones"), chosen: !owner }, { id: "me", label: t("sales.mine"), chosen: owner === "me" }, ...users.filter((user) => user.active || user.id === owner).map((user) => ({ id: user.id, label: user.name, chosen: owner === user.id }))]} onChoose={(one) => go({ owner: one })}><Icon name="person" /></Menu>}
                        <ExportButton name="contracts" />
                        <button type="button" className="icon-button" aria-label={t("sales.contracts.new")} title={`${t("sales.contracts.new")} (c)`} onClick={() => setMaking(true)}><Icon name="plus-lg" /></button></div>
                    <SearchBox value={q} label={t("sales.contracts.search")} box={box} onSearch={(text) => go({ q: text })} />
                    {(filter !== "all" || ownerName) && <p className="order-filter">
                        {filter !== "all" && <span className="tag">{t(`sales.contract.${filter}`)}<button type="button" aria-label={t("sales.contracts.showAll")} onClick={() => go({ status: "all" })}><Icon name="x-lg" /></button></span>}
                        {ownerName && <span className="tag">{ownerName}<button type="button" aria-label={t("sales.contracts.showAnyones")} onClick={() => go({ owner: "all" })}><Icon name="x-lg" /></button></span>}</p>}
                </header>
                <Unread of={unread} />
                {shown && items.length === 0 ? (
                    <div className="empty"><p>{filter === "due" ? t("sales.contracts.noneDue") : q || owner || filter !== "all" ? t("sales.contracts.none") : t("sales.contracts.empty")}</p>
                        {!q && !owner && filter === "all" && <button type="button" className="button" data-kind="primary" onClick={() => setMaking(true)}>{t("sales.contracts.new")}</button>}</div>
                ) : (
                    <VirtualList items={items} rowHeight={60} keyOf={(one) => one.id} shownIndex={index} label={t("sales.contracts.title")} onNearEnd={more}
                        row={(one) => (
                            <Link to={`/sales/contracts/${one.number}${location.search}`} className={`row order-row${one === items[index] ? " is-chosen" : ""}`} aria-current={one === items[index] ? "true" : undefined}>
                                <span className="row-top"><span className="row-name">{one.customer.name || t("console.customer.nameless")}</span><span className="row-wait">{one.ends_on ? t("sales.contracts.until", { day: fullDay(one.ends_on) }) : t("sales.contracts.openEnd")}</span></span>
                                <span className="row-bottom"><span className="row-excerpt">{one.title}</span><ContractMark contract={one} /><b className="order-total">{moneyText(one.value)}</b></span>
                            </Link>
                        )} />
                )}
            </section>
            <main className="thread-pane is-page" id="main" tabIndex={-1}>
                {name ? <ContractPage key={name} name={name} /> : <div className="empty"><p className="muted">{t("sales.contracts.choose")}</p></div>}
            </main>
            {making && <ContractDialog contract={null} onClose={() => setMaking(false)} onSaved={(made) => navigate(`/sales/contracts/${made.number}`)} />}
        </div>
    );
}

/** Whether the renewal of a contract is still to be seen to. */
export function isDue(contract: Contract): boolean {
    return contract.reminder !== null && contract.reminder.done_at === null;
}

/** Where a contract stands, and that it is to be renewed. */
export function ContractMark({ contract }: { contract: Contract }) {
    const due = isDue(contract);
    return <span className={`badge quote-mark is-${due ? "due" : contract.status}`}>{t(`sales.contract.${due ? "due" : contract.status}`)}</span>;
}
