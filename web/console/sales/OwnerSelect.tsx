import { directory } from "../settings/directoryState";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";

/** Who looks after something: anybody who works here, or nobody in particular. */
export function OwnerSelect({ owner, disabled = false, onChoose }: { owner: string; disabled?: boolean; onChoose: (id: string) => void }) {
    const users = useStore(directory, (state) => state.users);
    return (
        <label className="field"><span>{t("sales.owner")}</span>
            <select className="input" value={owner} disabled={disabled} onChange={(event) => onChoose(event.target.value)}>
                <option value="">{t("sales.nobody")}</option>
                {users.filter((user) => user.active || user.id === owner).map((user) => <option key={user.id} value={user.id}>{user.name}</option>)}
            </select></label>
    );
}
