import { useRef } from "react";
import { ExportButton } from "../imports/ExportButton";
import { may, session } from "../session/sessionState";
import { useNow } from "../shell/clock";
import { sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { useKeys } from "../shell/keys";
import { Link } from "../shell/Link";
import { navigate, usePlace } from "../shell/router";
import { SearchBox } from "../shell/SearchBox";
import { momentText } from "../shell/times";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { MarketingParts } from "./MarketingParts";
import { PostCalendar } from "./PostCalendar";
import { PostPage } from "./PostPage";
import { asOf, headingOf, momentOf, partsOf } from "./postRules";
import { fetchPosts, posts } from "./postState";

const home = "/marketing/posts";

/** What is posted where and when: the list, and beside it the month or the chosen post. */
export default function PostsPage({ id }: { id: string | null }) {
    const { query } = usePlace();
    const q = query.get("q") ?? "";
    const box = useRef<HTMLInputElement>(null);
    const { byId, found, rest } = useStore(posts, (state) => state);
    const now = useNow();
    const mayWrite = useStore(session, (state) => may(state, "marketing.write"));
    const unread = useReading(() => fetchPosts(q), [q]);
    const parts = partsOf(Object.values(byId ?? {}).filter((one) => !found || found.includes(one.id)).map((one) => asOf(one, now)));
    const items = parts.flatMap((part) => part.items);
    const index = items.findIndex((one) => one.id === id);
    const at = (place: string) => `${home}${place}${location.search}`;
    const search = (text: string) => navigate(`${home}${id ? `/${id}` : ""}${text ? `?q=${encodeURIComponent(text)}` : ""}`, { replace: true });
    const step = (by: number) => { const next = items[Math.max(0, Math.min(items.length - 1, index + by))]; if (next) navigate(at(`/${next.id}`)); };
    useKeys({ j: () => step(1), k: () => step(-1), "/": () => box.current?.select(), c: () => { if (mayWrite) navigate(at("/new")); }, m: () => navigate(at("/month")), Escape: () => navigate(at("")) });
    const isMonth = id === null || id === "month";
    return (
        <div className={`desk two-panes${id ? " has-ticket" : ""}`}>
            <section className="list-pane" aria-label={t("marketing.posts.title")}>
                <header className="list-head">
                    <div className="list-title"><h1>{t("marketing.posts.title")}</h1>
                        <ExportButton name="posts" />
                        <Link to={at("/month")} className="icon-button" aria-label={t("marketing.posts.month")} title={`${t("marketing.posts.month")} (m)`}><Icon name="calendar3" /></Link>
                        {mayWrite && <Link to={at("/new")} className="icon-button" aria-label={t("marketing.posts.new")} title={`${t("marketing.posts.new")} (c)`}><Icon name="plus-lg" /></Link>}</div>
                    <MarketingParts part="posts" />
                    <SearchBox value={q} label={t("marketing.posts.search")} box={box} onSearch={search} />
                </header>
                <Unread of={unread} />
                {byId && items.length === 0 ? (
                    <div className="empty"><Icon name="megaphone" /><p>{t(found ? "marketing.posts.none" : "marketing.posts.teach")}</p>
                        {mayWrite && !found && <Link to={`${home}/new`} className="button" data-kind="primary">{t("marketing.posts.new")}</Link>}</div>
                ) : (
                    <div className="marketing-list">{parts.map((part) => (
                        <section key={part.name} aria-labelledby={`posts-${part.name}`}>
                            <h2 id={`posts-${part.name}`} className="post-part meta">{t(`marketing.posts.${part.name}`)}</h2>
                            <ul className="plain-list">{part.items.map((one) => (
                                <li key={one.id}><Link to={at(`/${one.id}`)} className={`marketing-row post-row${one.id === id ? " is-chosen" : ""}`} aria-current={one.id === id ? "true" : undefined}>
                                    <span className="post-name">{headingOf(one)}</span>
                                    <span className="meta">{t(`console.platform.${one.platform}`)}</span>
                                    <span className="meta post-when"><time dateTime={momentOf(one) ?? undefined}>{momentText(momentOf(one) ?? one.created_at)}</time>
                                        {(one.state === "due" || one.state === "skipped") && <span className={`post-state is-${one.state}`}>{t(`marketing.post.${one.state}`)}</span>}</span></Link></li>
                            ))}</ul>
                        </section>
                    ))}
                    {rest && <button type="button" className="button post-more" data-kind="quiet" onClick={() => void fetchPosts(q, rest).catch((problem) => say(sentenceOf(problem), { tone: "danger" }))}>{t("marketing.posts.more")}</button>}
                    </div>
                )}
            </section>
            <main className="thread-pane is-page" id="main" tabIndex={-1}>
                {isMonth ? <PostCalendar mayWrite={mayWrite} /> : <PostPage key={id} id={id === "new" ? null : id} mayWrite={mayWrite} />}
            </main>
        </div>
    );
}
