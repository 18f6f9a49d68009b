import { ExportButton } from "../imports/ExportButton";
import { may, session } from "../session/sessionState";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { CampaignPage } from "./CampaignPage";
import { campaigns, fetchCampaigns } from "./campaignState";
import { MarketingParts } from "./MarketingParts";
import { SegmentPage } from "./SegmentPage";
import { fetchSegments, segments } from "./segmentState";
import { segmentName } from "./segmentWords";

type Part = "campaigns" | "segments";

/** Whom to write to, and what was written. */
export default function MarketingPage({ section, id }: { section: string; id: string | null }) {
    const part: Part = section === "segments" ? "segments" : "campaigns";
    const list = useStore(segments, (state) => state.segments);
    const written = useStore(campaigns, (state) => state.campaigns);
    const mayWrite = useStore(session, (state) => may(state, "marketing.write"));
    const unread = useReading(() => Promise.all([fetchSegments(), fetchCampaigns()]), []);
    const items: readonly { id: string; name: string; note: string }[] = part === "segments"
        ? (list ?? []).map((one) => ({ id: one.id, name: segmentName(one), note: one.builtin ? t("marketing.segments.founding") : "" }))
        : (written ?? []).map((one) => ({ id: one.id, name: one.name, note: t(`marketing.state.${one.state}`) }));
    const home = `/marketing/${part}`;
    const index = items.findIndex((one) => one.id === id);
    const step = (by: number) => { const next = items[Math.max(0, Math.min(items.length - 1, index + by))]; if (next) navigate(`${home}/${next.id}`); };
    useKeys({ j: () => step(1), k: () => step(-1), c: () => { if (mayWrite) navigate(`${home}/new`); }, Escape: () => navigate(home) });
    return (
        <div className={`desk two-panes${id ? " has-ticket" : ""}`}>
            <section className="list-pane" aria-label={t(`marketing.${part}.title`)}>
                <header className="list-head">
                    <div className="list-title"><h1>{t(`marketing.${part}.title`)}</h1>
                        {part === "campaigns" && <ExportButton name="campaigns" />}
                        {mayWrite && <Link to={`${home}/new`} className="icon-button" aria-label={t(`marketing.${part}.new`)} title={`${t(`marketing.${part}.new`)} (c)`}><Icon name="plus-lg" /></Link>}</div>
                    <MarketingParts part={part} />
                </header>
                <Unread of={unread} />
                <ul className="plain-list marketing-list">{items.map((one) => (
                    <li key={one.id}><Link to={`${home}/${one.id}`} className={`marketing-row${one.id === id ? " is-chosen" : ""}`} aria-current={one.id === id ? "true" : undefined}>
                        <span>{one.name}</span>{one.note && <span className="meta">{one.note}</span>}</Link></li>
                ))}</ul>
            </section>
            <main className="thread-pane is-page" id="main" tabIndex={-1}>
                {!id && <div className="empty"><Icon name={part === "segments" ? "people" : "megaphone"} /><p>{t(`marketing.${part}.teach`)}</p>
                    {mayWrite && <Link to={`${home}/new`} className="button" data-kind="primary">{t(`marketing.${part}.new`)}</Link>}</div>}
                {id && part === "segments" && <SegmentPage key={id} id={id === "new" ? null : id} />}
                {id && part === "campaigns" && <CampaignPage key={id} id={id === "new" ? null : id} />}
            </main>
        </div>
    );
}
