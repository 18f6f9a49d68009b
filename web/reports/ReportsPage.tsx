import { lazy, Suspense, useEffect, useState } from "react";
import type { Company, User } from "../shared/staff";
import { Card } from "./Card";
import { cards, salesCards } from "./cards";
import { Cohorts } from "./Cohorts";
import { Pairs } from "./Pairs";
import { Risks } from "./Risks";
import { Segments, Values } from "./Values";
import { Choice, FilterBar } from "./FilterBar";
import { Filters, PageName, pages, readFilters, span, todayIn, writeFilters } from "./filters";
import type { CatalogueEntry, Page, ValueSummary } from "./reportTypes";
import type { Colleague } from "./Schedules";
import { TodayStrip } from "./TodayStrip";
import { useReport } from "./useReport";
import { speak, t } from "./words";

const Schedules = lazy(() => import("./Schedules").then((part) => ({ default: part.Schedules })));

interface Session { user: User; company: Company; permissions: string[] }

/** The supervisors' page: today first, one line of filters, then a card per report. */
export function ReportsPage() {
    const session = useReport<Session>("/session");
    if (session.problem && session.problem.status !== 401) {
        return <main className="reports"><p className="problem">{t("common.unreachable")}</p></main>;
    }
    if (!session.value) return null;
    speak(session.value.user.locale, session.value.company.currency);
    if (!session.value.permissions.includes("reports.read")) {
        return <main className="reports"><Header name="" /><p className="empty">{t("reports.notAllowed")}</p></main>;
    }
    return <Board company={session.value.company} permissions={session.value.permissions} />;
}

function Board({ company, permissions }: { company: Company; permissions: string[] }) {
    const [filters, setFilters] = useState<Filters>(() => readFilters(location.search));
    const today = todayIn(company.time_zone, new Date());
    const catalogue = useReport<Page<CatalogueEntry>>("/reports");
    const teams = useReport<Page<Choice>>("/teams?limit=200");
    const users = useReport<Page<Colleague>>("/users?limit=200");
    useEffect(() => {
        const back = () => setFilters(readFilters(location.search));
        addEventListener("popstate", back);
        return () => removeEventListener("popstate", back);
    }, []);
    function change(next: Filters) {
        setFilters(next);
        const address = location.pathname + writeFilters(next);
        if (address !== location.pathname + location.search) history.pushState(null, "", address);
    }
    return (
        <main className="reports">
            <Header name={company.name} />
            <Pages filters={filters} onChange={change} />
            {filters.page === "service" && <TodayStrip today={today} filters={filters} />}
            {filters.page !== "mail" && <FilterBar filters={filters} today={today} teams={teams.value?.items ?? []} agents={users.value?.items ?? []} onChange={change} />}
            <div className="cards">
                {(filters.page === "service" ? cards : filters.page === "sales" ? salesCards : []).map((plan) => (
                    <Card key={plan.name ?? plan.report} plan={plan} filters={filters} today={today}
                        entry={catalogue.value?.items.find((each) => each.name === plan.report) ?? null} />
                ))}
                {filters.page === "sales" && <SalesPanels timeZone={company.time_zone} permissions={permissions} before={filters.compare ? span(filters, today).from : null} />}
            </div>
            {filters.page === "mail" && <Suspense fallback={null}>
                <Schedules catalogue={catalogue.value?.items ?? []} users={users.value?.items ?? []} teams={teams.value?.items ?? []} timeZone={company.time_zone} />
            </Suspense>}
            <p className="meta reports-foot">{t("reports.zone", { zone: company.time_zone })}</p>
        </main>
    );
}

/** What is not cut over time: risks, worth, segments, what is bought together, and who comes back. */
function SalesPanels({ timeZone, permissions, before }: { timeZone: string; permissions: string[]; before: string | null }) {
    const summary = useReport<ValueSummary>(`/customer-values/summary${before ? `?before=${before}` : ""}`);
    const seesRisks = permissions.includes("predictions.read") && permissions.includes("customers.read");
    return <>{seesRisks && <Risks />}<Values summary={summary} timeZone={timeZone} /><Segments summary={summary} /><Pairs before={before} timeZone={timeZone} /><Cohorts timeZone={timeZone} /></>;
}

function Header({ name }: { name: string }) {
    return (
        <header className="reports-head">
            <a className="back" href="/">← {t("reports.back")}</a>
            <h1>{t("reports.title")}</h1>
            <span className="meta">{name}</span>
            <button type="button" className="link print" onClick={() => print()}>{t("reports.print")}</button>
        </header>
    );
}

/** The pages, each at an address of its own. */
function Pages({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
    return (
        <nav className="pages" aria-label={t("reports.pages")}>
            {(Object.keys(pages) as PageName[]).map((page) => (
                <a key={page} href={`/reports${writeFilters({ ...filters, page, cut: "time" })}`} aria-current={filters.page === page ? "page" : undefined}
                    onClick={(event) => {
                        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                        event.preventDefault();
                        onChange({ ...filters, page, cut: "time" });
                    }}>{t(`reports.page.${page}`)}</a>
            ))}
        </nav>
    );
}
