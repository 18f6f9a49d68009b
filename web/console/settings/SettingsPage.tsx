import { ComponentType, lazy, useEffect } from "react";
import { session } from "../session/sessionState";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { useStore } from "../shell/useStore";
import { t, withChapter } from "../shell/words";
import { CannedPage } from "./CannedPage";
import { CompanyPage } from "./CompanyPage";
import { FieldsPage } from "./FieldsPage";
import { HoursPage } from "./HoursPage";
import { InboxesPage } from "./InboxesPage";
import { KeysPage } from "./KeysPage";
import { MailLogPage } from "./MailLogPage";
import { ProductsPage } from "./ProductsPage";
import { ProfilePage } from "./ProfilePage";
import { SegmentsPage } from "./SegmentsPage";
import { settingsPages } from "./settingsPages";
import { TagsPage } from "./TagsPage";
import { TeamsPage } from "./TeamsPage";
import { UsersPage } from "./UsersPage";
import { ViewsPage } from "./ViewsPage";

const ImportPage = lazy(() => import("../imports/ImportPage"));
const SalesSettingsPage = lazy(() => withChapter("sales", () => import("../sales/SalesSettingsPage")));
const ParcelsPage = lazy(() => withChapter("settings", () => import("../parcels/ParcelsPage")));
const WebhooksPage = lazy(() => withChapter("webhooks", () => import("../webhooks/WebhooksPage")));

const pages: Record<string, ComponentType> = {
    profile: ProfilePage, canned: CannedPage, views: ViewsPage, tags: TagsPage, products: ProductsPage, company: CompanyPage, inboxes: InboxesPage, mail: MailLogPage,
    hours: HoursPage, users: UsersPage, teams: TeamsPage, fields: FieldsPage, keys: KeysPage, segments: SegmentsPage, sales: SalesSettingsPage, parcels: ParcelsPage, import: ImportPage, webhooks: WebhooksPage,
};

/** The settings: what can be set down the left, one subject beside it. */
export default function SettingsPage({ page }: { page: string | null }) {
    const state = useStore(session, (all) => all);
    const entries = settingsPages(state);
    const allowed = page === null || entries.some((entry) => entry.name === page);
    useEffect(() => { if (!allowed) navigate("/settings", { replace: true }); }, [allowed]);
    const Shown = pages[page ?? ""] ?? null;
    return (
        <div className={`desk two-panes settings${page ? " has-ticket" : ""}`}>
            <nav className="list-pane settings-nav" aria-label={t("console.rail.settings")}>
                <header className="list-head"><div className="list-title"><h1>{t("console.rail.settings")}</h1></div></header>
                {entries.map((entry) => (
                    <Link key={entry.name} to={`/settings/${entry.name}`} className="views-item" aria-current={entry.name === page ? "page" : undefined}>
                        <Icon name={entry.icon} /><span className="views-name">{t(`console.settings.${entry.name}`)}</span><Icon name="chevron-right" />
                    </Link>
                ))}
            </nav>
            <main className="thread-pane is-page" id="main" tabIndex={-1}>
                {Shown && allowed ? (
                    <div className="page-body">
                        <button type="button" className="button only-narrow" data-kind="quiet" onClick={() => navigate("/settings")}><Icon name="chevron-left" />{t("console.rail.settings")}</button>
                        <Shown />
                    </div>
                ) : <div className="empty"><p className="muted">{t("console.settings.choose")}</p></div>}
            </main>
        </div>
    );
}
