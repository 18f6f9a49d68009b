import { useEffect, useState } from "react";
import type { ModelCard } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { t } from "../shell/words";
import { ModelCardView } from "./ModelCardView";

/** An honest card for each model. */
export default function ModelsPage() {
    const [cards, setCards] = useState<readonly ModelCard[]>([]);
    const load = () => { get<Page<ModelCard>>("/models").then((page) => setCards(page.items), () => undefined); };
    const busy = cards.some((card) => card.training?.state === "queued" || card.training?.state === "running");
    useEffect(load, []);
    useEffect(() => {
        if (!busy) return;
        const timer = setInterval(load, 1_000);
        return () => clearInterval(timer);
    }, [busy]);
    return (
        <main className="page" id="main" tabIndex={-1}>
            <div className="at-risk">
                <header className="at-risk-head">
                    <h1>{t("console.model.title")}</h1>
                    <Link to="/at-risk" className="button"><Icon name="chevron-left" />{t("console.at_risk.title")}</Link>
                    <p className="meta">{t("console.model.lead")}</p>
                </header>
                {cards.map((card) => <ModelCardView key={card.name} card={card} onTraining={load} />)}
            </div>
        </main>
    );
}
