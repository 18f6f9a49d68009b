import { useEffect, useRef, useState } from "react";
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
    const asked = useRef(0);
    // An answer asked for earlier says nothing of what was begun since.
    const load = () => {
        const turn = ++asked.current;
        const take = (answer: (before: readonly ModelCard[]) => readonly ModelCard[]) => { if (turn === asked.current) setCards(answer); };
        get<Page<ModelCard>>("/models").then((page) => take(() => page.items), () => take((before) => [...before]));
    };
    useEffect(load, []);
    useEffect(() => {
        if (!cards.some((card) => card.training?.state === "queued" || card.training?.state === "running")) return;
        const timer = setTimeout(load, 1_000);
        return () => clearTimeout(timer);
    }, [cards]);
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
