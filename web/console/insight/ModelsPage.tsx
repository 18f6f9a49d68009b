import { useEffect, useReducer, useState } from "react";
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
    const [round, ask] = useReducer((before: number) => before + 1, 0);
    // Each round ends the one before: an earlier answer says nothing of a training begun since.
    useEffect(() => {
        let timer: number | undefined;
        let left = false;
        const again = (seconds: number) => { timer = window.setTimeout(ask, seconds * 1_000); };
        get<Page<ModelCard>>("/models").then((page) => {
            if (left) return;
            setCards(page.items);
            if (page.items.some((card) => card.training?.state === "queued" || card.training?.state === "running")) again(1);
        }, () => { if (!left) again(5); });
        return () => { left = true; clearTimeout(timer); };
    }, [round]);
    return (
        <main className="page" id="main" tabIndex={-1}>
            <div className="at-risk">
                <header className="at-risk-head">
                    <h1>{t("console.model.title")}</h1>
                    <Link to="/at-risk" className="button"><Icon name="chevron-left" />{t("console.at_risk.title")}</Link>
                    <p className="meta">{t("console.model.lead")}</p>
                </header>
                {cards.map((card) => <ModelCardView key={card.name} card={card} onTraining={ask} />)}
            </div>
        </main>
    );
}
