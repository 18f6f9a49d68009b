import { useEffect, useState } from "react";
import type { Customer } from "../../shared/staff";
import type { Page } from "../../shared/wire";
import { Field } from "../shell/Field";
import { get } from "../shell/http";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";

/** A customer as far as a form needs one. */
export interface ChosenCustomer { id: string; name: string }

/** Finds a customer by what one types; the chosen one can be changed unless it is given. */
export function CustomerChoice({ chosen, fixed = false, onChoose }: { chosen: ChosenCustomer | null; fixed?: boolean; onChoose: (customer: ChosenCustomer | null) => void }) {
    const [question, setQuestion] = useState("");
    const [people, setPeople] = useState<readonly Customer[]>([]);
    useEffect(() => {
        if (question.trim().length < 2) return setPeople([]);
        const timer = setTimeout(() => get<Page<Customer>>(`/customers?limit=8&q=${encodeURIComponent(question.trim())}`).then((page) => setPeople(page.items), () => undefined), 200);
        return () => clearTimeout(timer);
    }, [question]);
    if (chosen) return <p className="order-buyer"><Icon name="person" /> {chosen.name || t("console.customer.nameless")} {!fixed && <button type="button" className="icon-button" aria-label={t("console.orders.otherCustomer")} onClick={() => onChoose(null)}><Icon name="x-lg" /></button>}</p>;
    return (
        <div><Field label={t("console.orders.customer")} value={question} onChange={setQuestion} autoFocus />
            {people.length > 0 && <ul className="suggestions">{people.map((one) => <li key={one.id}><button type="button" onClick={() => onChoose({ id: one.id, name: one.name })}>{one.name || t("console.customer.nameless")} <span className="meta">{one.emails[0]?.address}</span></button></li>)}</ul>}</div>
    );
}
