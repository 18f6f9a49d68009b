import type { TicketActions } from "../../shared/apiTypes";
import { directory } from "../settings/directoryState";
import { Icon } from "../shell/Icon";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { actionLines } from "./ticketActionLines";

/** What sending will do besides, said before it happens; each part can be struck. */
export function ActionStrip({ actions, onChange }: { actions: TicketActions | null; onChange: (actions: TicketActions | null) => void }) {
    const users = useStore(directory, (state) => state.users);
    const teams = useStore(directory, (state) => state.teams);
    const lines = actionLines(actions, { users, teams });
    if (lines.length === 0) return null;
    return (
        <div className="action-strip" role="status">
            <span className="meta"><Icon name="lightning" />{t("console.actions.will")}</span>
            {lines.map((line) => (
                <span key={line.key} className="tag" title={line.text}><span className="action-text">{line.text}</span>
                    <button type="button" aria-label={t("console.actions.strike", { action: line.text })} onClick={() => onChange(line.without)}><Icon name="x-lg" /></button>
                </span>
            ))}
        </div>
    );
}
