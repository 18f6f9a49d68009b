import { ComponentType, lazy, Suspense } from "react";
import { Link } from "../shell/Link";
import { t } from "../shell/words";
import { BoardPage } from "./BoardPage";

const ActivitiesPage = lazy(async () => ({ default: (await import("./ActivitiesPage")).ActivitiesPage }));
const QuotesPage = lazy(async () => ({ default: (await import("./QuotesPage")).QuotesPage }));
const ContractsPage = lazy(async () => ({ default: (await import("./ContractsPage")).ContractsPage }));
const ForecastPage = lazy(async () => ({ default: (await import("./ForecastPage")).ForecastPage }));

/** A page of the sales module: where it stands in the row above, and which addresses are its own. */
interface Part { name: string; to: string; owns: RegExp; Page: ComponentType<{ path: string }> }

/** The pages in the order of the row above them; each but the board is loaded when it is opened. */
const parts: readonly Part[] = [
    { name: "board", to: "/sales", owns: /^\/sales(\/deals\/[^/]+)?$/, Page: BoardPage },
    { name: "activities", to: "/sales/activities", owns: /^\/sales\/activities$/, Page: ActivitiesPage },
    { name: "quotes", to: "/sales/quotes", owns: /^\/sales\/quotes(\/[^/]+)?$/, Page: QuotesPage },
    { name: "contracts", to: "/sales/contracts", owns: /^\/sales\/contracts(\/[^/]+)?$/, Page: ContractsPage },
    { name: "forecast", to: "/sales/forecast", owns: /^\/sales\/forecast$/, Page: ForecastPage },
];

/** The sales module: one row of pages, and the open one below it. */
export default function SalesPage({ path }: { path: string }) {
    const current = parts.find((part) => part.owns.test(path)) ?? parts[0];
    return (
        <div className="sales-desk">
            <nav className="sales-nav" aria-label={t("sales.pages")}>
                {parts.map((part) => <Link key={part.name} to={part.to} aria-current={part === current ? "page" : undefined}>{t(`sales.page.${part.name}`)}</Link>)}
            </nav>
            <Suspense fallback={<div className="sales-page" />}>{current && <current.Page path={path} />}</Suspense>
        </div>
    );
}
