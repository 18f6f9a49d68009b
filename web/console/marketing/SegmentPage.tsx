import { useEffect, useState } from "react";
import { asProblem } from "../../shared/api";
import type { SavedSegment, SegmentPreview } from "../../shared/apiTypes";
import { ExportButton } from "../imports/ExportButton";
import { may, session } from "../session/sessionState";
import { Field } from "../shell/Field";
import { get, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { navigate } from "../shell/router";
import { say } from "../shell/toastState";
import { Unread } from "../shell/Unread";
import { UnreadPage } from "../shell/UnreadPage";
import { useReading } from "../shell/useReading";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { Faults, RuleEditor } from "./RuleEditor";
import { asGroup, fetchFields, Group, preview, removeSegment, saveSegment } from "./segmentState";
import { segmentName } from "./segmentWords";

const blank: Group = { match: "all", rules: [{ field: "order_count", operator: "at_least", value: 2 }] };

/** One segment: its rule, edited with the count beside it. */
export function SegmentPage({ id }: { id: string | null }) {
    const mayWrite = useStore(session, (state) => may(state, "marketing.write"));
    const [segment, setSegment] = useState<SavedSegment | null>(null);
    const [name, setName] = useState("");
    const [rule, setRule] = useState<Group | null>(id ? null : blank);
    const [faults, setFaults] = useState<Faults>({});
    const [problem, setProblem] = useState("");
    const [leaving, setLeaving] = useState(false);
    const unread = useReading(() => Promise.all([id ? get<SavedSegment>(`/segments/${id}`) : null, fetchFields()]), [id], {
        take: ([found]) => { if (found) { setSegment(found); setName(segmentName(found)); setRule(asGroup(found.rule)); } },
    });

    async function save() {
        if (!rule) return;
        setFaults({});
        setProblem("");
        try {
            const kept = segment?.builtin && name === segmentName(segment) ? segment.name : name;
            const saved = await saveSegment(segment, kept, rule);
            setSegment(saved);
            say(t("marketing.segments.saved"));
            navigate(`/marketing/segments/${saved.id}`, { replace: true });
        } catch (thrown) {
            const { errors } = asProblem(thrown).document;
            setFaults(Object.fromEntries((errors ?? []).map((one) => [one.pointer, one.detail])));
            setProblem(sentenceOf(thrown));
        }
    }
    async function drop() {
        if (!segment) return;
        try { await removeSegment(segment.id); navigate("/marketing/segments", { replace: true }); } catch (thrown) { setProblem(sentenceOf(thrown)); }
    }
    if (!rule) return <UnreadPage of={unread} back="/marketing/segments" />;
    return (
        <form className="marketing-body" onSubmit={(event) => { event.preventDefault(); void save(); }}>
            <header className="marketing-head">
                <Link to="/marketing/segments" className="icon-button only-narrow" aria-label={t("console.back")}><Icon name="chevron-left" /></Link>
                <h1>{segment ? segmentName(segment) : t("marketing.segments.new")}</h1>
                {segment && <ExportButton name={`customers-of-${segment.id}`} />}
                {segment && <Link to={`/customers?segment=${segment.id}`} className="button"><Icon name="people" />{t("marketing.segments.asList")}</Link>}
                {segment && mayWrite && (leaving
                    ? <span className="confirm"><button type="button" className="button" data-kind="danger" onClick={() => void drop()}>{t("console.remove")}</button><button type="button" className="button" data-kind="quiet" onClick={() => setLeaving(false)}>{t("common.cancel")}</button></span>
                    : <button type="button" className="icon-button" aria-label={t("marketing.segments.remove")} title={t("marketing.segments.remove")} onClick={() => setLeaving(true)}><Icon name="trash" /></button>)}
            </header>
            <Unread of={unread} />
            <Field label={t("marketing.segments.name")} value={name} onChange={setName} required maxLength={120} autoFocus={!id} />
            <RuleEditor group={rule} onChange={setRule} faults={faults} />
            <Preview rule={rule} />
            {problem && <p className="problem" role="alert">{problem}</p>}
            {mayWrite && <footer className="form-foot"><button type="submit" className="button" data-kind="primary">{t("console.save")}</button></footer>}
        </form>
    );
}

/** Whom the rule holds right now, counted again whenever it rests for a moment. */
function Preview({ rule }: { rule: Group }) {
    const [found, setFound] = useState<SegmentPreview | null>(null);
    const [waiting, setWaiting] = useState("");
    useEffect(() => {
        let left = false;
        const timer = setTimeout(() => preview(rule).then(
            (answer) => { if (!left) { setFound(answer); setWaiting(""); } },
            (thrown) => { if (!left) setWaiting(asProblem(thrown).status === 422 ? t("marketing.segments.unfinished") : sentenceOf(thrown)); }), 250);
        return () => { left = true; clearTimeout(timer); };
    }, [rule]);
    if (!found && !waiting) return null;
    return (
        <section className="segment-preview" aria-label={t("marketing.segments.preview")}>
            <p className="segment-count" role="status">{waiting || (found && t("marketing.segments.count", { count: found.count, all: found.customer_count }))}</p>
            {found && !waiting && (found.members.length > 0
                ? <ul className="plain-list segment-members">{found.members.map((one) => (
                    <li key={one.id}><Link to={`/customers/${one.id}`}>{one.name || t("console.customer.nameless")}</Link><span className="meta">{[one.email, one.company].filter(Boolean).join(" · ")}</span></li>
                ))}</ul>
                : <p className="meta">{t("marketing.segments.nobody")}</p>)}
            {found && !waiting && found.count > found.members.length && <p className="meta">{t("marketing.segments.newest", { count: found.members.length })}</p>}
        </section>
    );
}
