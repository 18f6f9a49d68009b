import { navigate } from "../shell/router";
import { t } from "../shell/words";

const parts = ["campaigns", "segments", "posts"] as const;

/** The parts of marketing, side by side. */
export function MarketingParts({ part }: { part: (typeof parts)[number] }) {
    return (
        <nav className="segmented" aria-label={t("console.rail.marketing")}>
            {parts.map((name) => <button key={name} type="button" aria-pressed={part === name} onClick={() => navigate(`/marketing/${name}`)}>{t(`marketing.${name}.title`)}</button>)}
        </nav>
    );
}
