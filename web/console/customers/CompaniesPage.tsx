import { FormEvent, useRef, useState } from "react";
import type { Company } from "../../shared/apiTypes";
import { ExportButton } from "../imports/ExportButton";
import { may, session } from "../session/sessionState";
import { Avatar } from "../shell/Avatar";
import { Dialog } from "../shell/Dialog";
import { Field } from "../shell/Field";
import { post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { navigate, usePlace } from "../shell/router";
import { SearchBox } from "../shell/SearchBox";
import { Unread } from "../shell/Unread";
import { usePages } from "../shell/usePages";
import { useStore } from "../shell/useStore";
import { VirtualList } from "../shell/VirtualList";
import { t } from "../shell/words";
import { ClientCompanyPage } from "./ClientCompanyPage";

/** All companies: a list to search, and the chosen one with its people beside it. */
export default function CompaniesPage({ id }: { id: string | null }) {
    const { query } = usePlace();
    const q = query.get("q") ?? "";
    const writes = useStore(session, (state) => may(state, "customers.write"));
    const [making, setMaking] = useState(false);
    const [round, setRound] = useState(0);
    const box = useRef<HTMLInputElement>(null);
    const { items, more, unread } = usePages<Company>(`/companies?limit=100${q ? `&q=${encodeURIComponent(q)}` : ""}`, { version: round });
    const index = items?.findIndex((one) => one.id === id) ?? -1;
    const step = (by: number) => { const next = items?.[Math.max(0, Math.min(items.length - 1, index + by))]; if (next) navigate(`/companies/${next.id}${location.search}`); };
    useKeys({ j: () => step(1), k: () => step(-1), "/": () => box.current?.select(), c: () => { if (writes) setMaking(true); }, Escape: () => navigate(`/companies${location.search}`) });
    return (
        <div className={`desk two-panes${id ? " has-ticket" : ""}`}>
            <section className="list-pane" aria-label={t("console.companies.title")}>
                <header className="list-head">
                    <div className="list-title"><h1>{t("console.companies.title")}</h1>
                        <Link to="/customers" className="icon-button" aria-label={t("console.rail.customers")} title={t("console.rail.customers")}><Icon name="people" /></Link>
                        <ExportButton name="companies" />
                        {writes && <button type="button" className="icon-button" aria-label={t("people.company.new")} title={`${t("people.company.new")} (c)`} onClick={() => setMaking(true)}><Icon name="plus-lg" /></button>}</div>
                    <SearchBox value={q} label={t("people.company.search")} box={box} onSearch={(text) => navigate(`/companies${text ? `?q=${encodeURIComponent(text)}` : ""}`, { replace: true })} />
                </header>
                <Unread of={unread} />
                {items?.length === 0 ? <div className="empty"><Icon name="building" /><p>{t(q ? "people.company.noneFits" : "people.company.empty")}</p>
                    {writes && !q && <button type="button" className="button" data-kind="primary" onClick={() => setMaking(true)}>{t("people.company.new")}</button>}</div> : (
                    <VirtualList items={items ?? []} rowHeight={60} keyOf={(one) => one.id} shownIndex={index} label={t("console.companies.title")} onNearEnd={more}
                        row={(one) => (
                            <Link to={`/companies/${one.id}${location.search}`} className={`row customer-row${one.id === id ? " is-chosen" : ""}`} aria-current={one.id === id ? "true" : undefined}>
                                <Avatar name={one.name} />
                                <span className="row-top"><span className="row-name">{one.name}</span></span>
                                <span className="row-bottom"><span className="row-excerpt">{[one.main_contact?.name, one.domain].filter(Boolean).join(" · ")}</span>
                                    {one.customer_count > 0 && <span className="badge">{t("people.company.people", { count: one.customer_count })}</span>}</span>
                            </Link>
                        )} />
                )}
            </section>
            <main className="thread-pane is-page" id="main" tabIndex={-1}>
                {id ? <ClientCompanyPage key={id} id={id} onChanged={() => setRound((before) => before + 1)} /> : <div className="empty"><p className="muted">{t("people.company.choose")}</p></div>}
            </main>
            {making && <NewCompany onClose={() => setMaking(false)} onMade={() => setRound((before) => before + 1)} />}
        </div>
    );
}

function NewCompany({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
    const [name, setName] = useState("");
    const [domain, setDomain] = useState("");
    const [problem, setProblem] = useState("");
    async function make(event: FormEvent) {
        event.preventDefault();
        try {
            const company = await post<Company>("/companies", { name, domain: domain.trim() || null });
            onMade();
            onClose();
            navigate(`/companies/${company.id}`);
        } catch (reason) {
            setProblem(sentenceOf(reason));
        }
    }
    return (
        <Dialog title={t("people.company.new")} size="small" onClose={onClose}>
            <form className="form" onSubmit={(event) => void make(event)}>
                <Field label={t("console.name")} value={name} onChange={setName} required autoFocus maxLength={200} />
                <Field label={t("people.company.domain")} value={domain} onChange={setDomain} placeholder="shop.example" />
                {problem && <p className="problem" role="alert">{problem}</p>}
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary">{t("people.company.make")}</button></footer>
            </form>
        </Dialog>
    );
}
