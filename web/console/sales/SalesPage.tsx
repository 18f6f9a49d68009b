import { ComponentType } from "react";
import { Link } from "../shell/Link";
import { t } from "../shell/words";
import { ContractsPage } from "./ContractsPage";
import { QuotesPage } from "./QuotesPage";

/** A page of the sales module: where it stands in the row above, and which addresses are its own. */
interface Part { name: string; to: string; owns: RegExp; Page: ComponentType<{ path: string }> }

/** The pages in the order of the row above them. */
const parts: readonly Part[] = [
    { name: "quotes", to: "/sales/quotes", owns: /^\/sales(\/quotes(\/[^/]+)?)?$/, Page: QuotesPage },
    { name: "contracts", to: "/sales/contracts", owns: /^\/sales\/contracts(\/[^/]+)?$/, Page: ContractsPage },
];

/** The sales module: one row of pages, and the open one below it. */
export default function SalesPage({ path }: { path: string }) {
    const current = parts.find((part) => part.owns.test(path)) ?? parts[0];
    return (
        <div className="desk sales-desk">
            <nav className="sales-nav" aria-label={t("sales.pages")}>
                {parts.map((part) => <Link key={part.name} to={part.to} aria-current={part === current ? "page" : undefined}>{t(`sales.page.${part.name}`)}</Link>)}
            </nav>
            {current && <current.Page path={path} />}
        </div>
    );
}
