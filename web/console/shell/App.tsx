import { lazy, Suspense, useEffect } from "react";
import { CustomersPage } from "../customers/CustomersPage";
import { FirstVisit, WhereTheLineGoes } from "../session/FirstVisit";
import { Invitation } from "../session/Invitation";
import { session } from "../session/sessionState";
import { SignIn } from "../session/SignIn";
import { Unreachable } from "../session/Unreachable";
import { followToday } from "../today/todayState";
import { TicketsPage } from "../tickets/TicketsPage";
import { KeyboardSheet } from "./KeyboardSheet";
import { listen } from "./liveFrames";
import { badgeTitle } from "./notifications";
import { openWhatIsPushed } from "./push";
import { OfflineBar } from "./OfflineBar";
import { Palette } from "./Palette";
import { Rail } from "./Rail";
import { match, navigate, usePlace } from "./router";
import { Toasts } from "./Toasts";
import { useLate } from "./useLate";
import { useStore } from "./useStore";
import { t, useLocale, withChapter } from "./words";

const AtRiskPage = lazy(() => withChapter("models", () => import("../insight/AtRiskPage")));
const AuditPage = lazy(() => withChapter("audit", () => import("../audit/AuditPage")));
const CompaniesPage = lazy(() => withChapter("people", () => import("../customers/CompaniesPage")));
const DuplicatesPage = lazy(() => withChapter("people", () => import("../customers/DuplicatesPage")));
const TodayPage = lazy(() => withChapter("today", () => import("../today/TodayPage")));
const ErasuresPage = lazy(() => withChapter("people", () => import("../customers/ErasuresPage")));
const MarketingPage = lazy(() => withChapter("marketing", () => import("../marketing/MarketingPage")));
const MergePage = lazy(() => withChapter("people", () => import("../customers/MergePage")));
const ModelsPage = lazy(() => withChapter("models", () => import("../insight/ModelsPage")));
const OrdersPage = lazy(() => import("../orders/OrdersPage"));
const PersonalDataPage = lazy(() => withChapter("people", () => import("../customers/PersonalDataPage")));
const PostsPage = lazy(() => withChapter("marketing", () => import("../marketing/PostsPage")));
const SalesPage = lazy(() => withChapter("sales", () => import("../sales/SalesPage")));
const SettingsPage = lazy(() => withChapter("settings", () => import("../settings/SettingsPage")));

/** The whole console: who may come in, and which page the address names. */
export function App() {
    const locale = useLocale();
    const phase = useStore(session, (state) => state.phase);
    const welcome = useStore(session, (state) => state.welcome);
    const late = useLate(phase === "loading");
    const { path } = usePlace();
    const invitation = match("/invite/:token", path);
    if (invitation?.["token"]) return <Invitation key={locale} token={invitation["token"]} />;
    if (phase === "loading") return late ? <div className="app-skeleton" aria-hidden="true" /> : null;
    if (phase === "unreachable") return <Unreachable />;
    if (phase === "setup") return <FirstVisit key={locale} />;
    if (phase === "signed-out") return <SignIn key={locale} />;
    if (welcome) return <WhereTheLineGoes key={locale} />;
    return <Desk key={locale} path={path} />;
}

let listening = false;

function Desk({ path }: { path: string }) {
    useEffect(() => {
        if (!listening) { listening = true; listen(); }
        const ends = [badgeTitle(), openWhatIsPushed(), followToday()];
        return () => { for (const end of ends) end(); };
    }, []);
    return (
        <div className="app">
            <a className="skip" href="#main">{t("console.skip")}</a>
            <OfflineBar />
            <Rail path={path} />
            <Suspense fallback={<div className="page" />}><CurrentPage path={path} /></Suspense>
            <Palette />
            <KeyboardSheet />
            <Toasts />
        </div>
    );
}

function CurrentPage({ path }: { path: string }) {
    const known = /^\/(tickets|customers|companies|orders|sales|at-risk|marketing|settings|audit|profile|today)(\/|$)/.test(path);
    const alone = useStore(session, (state) => state.workAlone);
    // Who works alone begins with the whole day, who works with others with the tickets.
    useEffect(() => { if (!known) navigate(alone ? "/today" : "/tickets", { replace: true }); }, [known]);
    const ticket = match("/tickets/:number", path);
    const customer = match("/customers/:id", path);
    const order = match("/orders/:number", path);
    const marketing = match("/marketing/:section/:id", path) ?? match("/marketing/:section", path);
    const settings = match("/settings/:page", path);
    if (ticket || path === "/tickets") return <TicketsPage number={ticket?.["number"] ?? null} />;
    const merge = match("/customers/:kept/merge/:merged", path);
    if (path === "/customers/duplicates") return <DuplicatesPage />;
    const person = match("/customers/:id/personal-data", path);
    if (path === "/customers/erasures") return <ErasuresPage />;
    if (person) return <PersonalDataPage key={person["id"]} id={person["id"] ?? ""} />;
    if (merge) return <MergePage kept={merge["kept"] ?? ""} merged={merge["merged"] ?? ""} />;
    const company = match("/companies/:id", path);
    if (company || path === "/companies") return <CompaniesPage id={company?.["id"] ?? null} />;
    if (customer || path === "/customers") return <CustomersPage id={customer?.["id"] ?? null} />;
    if (order || path === "/orders") return <OrdersPage number={Number(order?.["number"]) || null} />;
    if (path === "/sales" || path.startsWith("/sales/")) return <SalesPage path={path} />;
    if (settings || path === "/settings") return <SettingsPage page={settings?.["page"] ?? null} />;
    if (path === "/profile") return <SettingsPage page="profile" />;
    if (path === "/at-risk") return <AtRiskPage />;
    if (path === "/at-risk/models") return <ModelsPage />;
    if (marketing?.["section"] === "posts") return <PostsPage id={marketing["id"] ?? null} />;
    if (marketing || path === "/marketing") return <MarketingPage section={marketing?.["section"] ?? "campaigns"} id={marketing?.["id"] ?? null} />;
    if (path === "/today") return <TodayPage />;
    if (path === "/audit") return <AuditPage />;
    return null;
}
