import { Link } from "../shell/Link";
import { t } from "../shell/words";
import { PipelineSettings } from "./PipelineSettings";
import { QuoteSettingsForm } from "./QuoteSettingsForm";
import { ReasonSettings } from "./ReasonSettings";
import { TaxSettings } from "./TaxSettings";

/** How the company sells: its pipelines, why deals are lost, its taxes, and what its quotes say. */
export default function SalesSettingsPage() {
    return (
        <div className="sales-settings">
            <header className="page-title"><div><h1>{t("console.settings.sales")}</h1><p className="muted">{t("sales.settings.lead")} <Link to="/sales/forecast">{t("sales.settings.toForecast")}</Link></p></div></header>
            <PipelineSettings />
            <ReasonSettings />
            <TaxSettings />
            <QuoteSettingsForm />
        </div>
    );
}
