import { useEffect, useState } from "react";
import type { Company } from "../../shared/apiTypes";
import type { Ref, Page } from "../../shared/wire";
import { get, post, sentenceOf } from "../shell/http";
import { Icon } from "../shell/Icon";
import { Link } from "../shell/Link";
import { say } from "../shell/toastState";
import { t } from "../shell/words";

/** The company somebody works for: found by what one types, or made. */
export function CompanyChoice({ chosen, onChoose }: { chosen: Ref | null; onChoose: (company: Ref | null) => void }) {
    const [typed, setTyped] = useState<string | null>(null);
    const [found, setFound] = useState<readonly Company[]>([]);
    const words = typed?.trim() ?? "";
    useEffect(() => {
        if (!words) { setFound([]); return; }
        let left = false;
        const timer = setTimeout(() => get<Page<Company>>(`/companies?limit=6&q=${encodeURIComponent(words)}`).then((page) => { if (!left) setFound(page.items); }, () => undefined), 200);
        return () => { left = true; clearTimeout(timer); };
    }, [words]);
    function take(company: Ref | null) { setTyped(null); onChoose(company); }
    async function make() {
        try {
            const { id, name } = await post<Company>("/companies", { name: words });
            take({ id, name });
        } catch (problem) {
            say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
        }
    }
    if (typed === null) {
        return chosen
            ? <span className="field-line"><Link to={`/companies/${chosen.id}`}>{chosen.name}</Link>
                <button type="button" className="icon-button is-small" aria-label={t("console.removeNamed", { name: chosen.name })} onClick={() => take(null)}><Icon name="x-lg" /></button></span>
            : <button type="button" className="link muted" onClick={() => setTyped("")}>{t("console.companies.choose")}</button>;
    }
    const exact = found.some((one) => one.name.toLowerCase() === words.toLowerCase());
    return (
        <div onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) setTyped(null); }} onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); setTyped(null); } }}>
            <input className="input is-inline" autoFocus value={typed} aria-label={t("console.companies.company")} onChange={(event) => setTyped(event.target.value)}
                onKeyDown={(event) => { if (event.key === "Enter" && !event.nativeEvent.isComposing) { event.preventDefault(); const [first] = found; if (first) take(first); else if (words) void make(); } }} />
            {words && <ul className="suggestions">
                {found.map((one) => <li key={one.id}><button type="button" onClick={() => take({ id: one.id, name: one.name })}>{one.name} <span className="meta">{one.domain}</span></button></li>)}
                {!exact && <li><button type="button" onClick={() => void make()}>{t("console.companies.makeNamed", { name: words })}</button></li>}
            </ul>}
        </div>
    );
}
