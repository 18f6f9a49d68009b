import { useEffect } from "react";
import { may, session } from "../session/sessionState";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { SegmentPage } from "./SegmentPage";
import { fetchSegments, segments } from "./segmentState";
import { segmentName } from "./segmentWords";

/** Whom to write to, and what was written. */
export default function MarketingPage({ id }: { section: string; id: string | null }) {
    return <Segments id={id} />;
}

function Segments({ id }: { id: string | null }) {
    const list = useStore(segments, (state) => state.segments);
    const mayWrite = useStore(session, (state) => may(state, "marketing.write"));
    useEffect(() => { void fetchSegments().catch(() => segments.update((state) => ({ ...state, segments: state.segments ?? [] }))); }, []);
    const items = list ?? [];
    const index = items.findIndex((one) => one.id === id);
    const step = (by: number) => { const next = items[Math.max(0, Math.min(items.length - 1, index + by))]; if (next) navigate(`/marketing/segments/${next.id}`); };
    useKeys({ j: () => step(1), k: () => step(-1), c: () => { if (mayWrite) navigate("/marketing/segments/new"); }, Escape: () => navigate("/marketing/segments") });
    return (
        <div className={`desk two-panes${id ? " has-ticket" : ""}`}>
            <section className="list-pane" aria-label={t("marketing.segments.title")}>
                <header className="list-head">
                    <div className="list-title"><h1>{t("marketing.segments.title")}</h1>
                        {mayWrite && <Link to="/marketing/segments/new" className="icon-button" aria-label={t("marketing.segments.new")} title={`${t("marketing.segments.new")} (c)`}><Icon name="plus-lg" /></Link>}</div>
                </header>
                <ul className="plain-list marketing-list">{items.map((one) => (
                    <li key={one.id}><Link to={`/marketing/segments/${one.id}`} className={`marketing-row${one.id === id ? " is-chosen" : ""}`} aria-current={one.id === id ? "true" : undefined}>
                        <span>{segmentName(one)}</span>{one.builtin && <span className="meta">{t("marketing.segments.founding")}</span>}</Link></li>
                ))}</ul>
            </section>
            <main className="thread-pane is-page" id="main" tabIndex={-1}>
                {id ? <SegmentPage key={id} id={id === "new" ? null : id} />
                    : <div className="empty"><Icon name="people" /><p>{t("marketing.segments.teach")}</p>
                        {mayWrite && <Link to="/marketing/segments/new" className="button" data-kind="primary">{t("marketing.segments.new")}</Link>}</div>}
            </main>
        </div>
    );
}
