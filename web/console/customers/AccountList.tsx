import { FormEvent, useState } from "react";
import type { Customer } from "../../shared/staff";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { changeCustomer } from "./customerState";

/** The accounts of a customer elsewhere, one for each platform. */
export function AccountList({ customer }: { customer: Customer }) {
    const [adding, setAdding] = useState(false);
    const [platform, setPlatform] = useState("");
    const [name, setName] = useState("");
    const accounts = Object.entries(customer.handles).sort(([a], [b]) => a.localeCompare(b));

    function close() {
        setAdding(false);
        setPlatform("");
        setName("");
    }
    async function add(event: FormEvent) {
        event.preventDefault();
        const handles = { ...customer.handles, [platform.trim().toLowerCase()]: name.trim().replace(/^@/, "") };
        if (await changeCustomer(customer, { handles })) close();
    }
    return (
        <div>
            <dt>{t("console.customer.accounts")}</dt>
            <dd>
                {accounts.map(([kind, handle]) => (
                    <div key={kind} className="address">
                        <span className="meta">{kind}</span><span className="account-name">{handle}</span>
                        <button type="button" className="icon-button is-small only-hover" aria-label={t("console.removeNamed", { name: `${kind} ${handle}` })} onClick={() => void changeCustomer(customer, { handles: Object.fromEntries(accounts.filter(([one]) => one !== kind)) })}><Icon name="x-lg" /></button>
                    </div>
                ))}
                {adding ? (
                    <form className="account-form" onSubmit={add} onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } }}>
                        <input className="input is-inline" value={platform} required autoFocus maxLength={40} aria-label={t("console.customer.accountPlatform")} placeholder={t("console.customer.accountAddHint")} onChange={(event) => setPlatform(event.target.value)} />
                        <input className="input is-inline" value={name} required maxLength={200} aria-label={t("console.customer.accountName")} placeholder="@" onChange={(event) => setName(event.target.value)} />
                        <button type="submit" className="icon-button is-small" aria-label={t("console.save")}><Icon name="check2" /></button>
                    </form>
                ) : <button type="button" className="link muted" onClick={() => setAdding(true)}>{t("console.customer.addAccount")}</button>}
            </dd>
        </div>
    );
}
