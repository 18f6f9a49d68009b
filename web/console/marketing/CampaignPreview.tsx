import { useEffect, useState } from "react";
import type { CampaignPreview as Preview } from "../../shared/apiTypes";
import type { Customer } from "../../shared/staff";
import type { Page } from "../../shared/wire";
import MailFrame from "../mail/MailFrame";
import type { Pictures } from "../safeHtml";
import { Field } from "../shell/Field";
import { get } from "../shell/http";
import { Unread } from "../shell/Unread";
import { useReading } from "../shell/useReading";
import { t } from "../shell/words";

/** A campaign brings no pictures. */
const none: Pictures = { cid: () => null, remote: () => null };

/** Every text of a campaign as one customer would get it. */
export function CampaignPreview({ id, version }: { id: string; version: number }) {
    const [question, setQuestion] = useState("");
    const [people, setPeople] = useState<readonly Customer[]>([]);
    const [customer, setCustomer] = useState<Customer | null>(null);
    const [letters, setLetters] = useState<readonly Preview[]>([]);
    const unread = useReading(() => get<Page<Preview>>(`/campaigns/${id}/preview${customer ? `?customer_id=${customer.id}` : ""}`), [id, version, customer], {
        take: (page) => setLetters(page.items),
    });
    useEffect(() => {
        if (question.trim().length < 2) return setPeople([]);
        const timer = setTimeout(() => get<Page<Customer>>(`/customers?limit=6&q=${encodeURIComponent(question.trim())}`).then((page) => setPeople(page.items), () => undefined), 200);
        return () => clearTimeout(timer);
    }, [question]);
    return (
        <div className="campaign-previews">
            <div><Field label={t("marketing.campaigns.previewAs")} value={question} onChange={setQuestion} placeholder={customer?.name ?? ""} />
                {people.length > 0 && <ul className="suggestions">{people.map((one) => <li key={one.id}><button type="button" onClick={() => { setCustomer(one); setQuestion(""); }}>{one.name || t("console.customer.nameless")} <span className="meta">{one.emails[0]?.address}</span></button></li>)}</ul>}</div>
            <Unread of={unread} />
            {letters.map((one) => (
                <article key={one.variant + one.locale} className="campaign-letter" lang={one.locale}>
                    <p className="meta">{one.locale === "en" ? "English" : "中文"}{letters.some((other) => other.variant === "b") && ` · ${t(`marketing.figures.half_${one.variant}`)}`}</p>
                    <h3>{one.subject}</h3>
                    <MailFrame html={one.html} label={one.subject} pictures={none} />
                </article>
            ))}
        </div>
    );
}
