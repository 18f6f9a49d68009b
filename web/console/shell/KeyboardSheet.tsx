import { Dialog } from "./Dialog";
import { closeOverlay, overlays } from "./overlays";
import { useStore } from "./useStore";
import { t } from "./words";

const groups: { name: string; keys: [string, string][] }[] = [
    { name: "move", keys: [["j / k", "next"], ["Enter", "open"], ["/", "search"], ["g a", "goToday"], ["g t", "goTickets"], ["g c", "goCustomers"], ["g o", "goOrders"], ["g d", "goSales"], ["g x", "goRisk"], ["g m", "goMarketing"], ["g r", "goReports"], ["Ctrl K", "palette"], ["?", "sheet"]] },
    { name: "act", keys: [["r", "reply"], ["n", "note"], ["a", "assign"], ["i", "take"], ["#", "tag"], ["s", "snooze"], ["e", "solve"], ["d", "lead"], ["o", "offer"], ["z", "undo"], ["c", "create"]] },
    { name: "write", keys: [["Ctrl Enter", "send"], ["Ctrl Shift Enter", "sendSolve"], ["l", "later"], ["t", "recipients"], ["/", "canned"], ["@", "mention"], ["Esc", "leave"]] },
    { name: "customers", keys: [["f", "customerFilter"], ["x", "customerPick"], ["c", "customerNew"]] },
    { name: "deals", keys: [["← → ↑ ↓", "dealWalk"], ["] [", "dealMove"], ["Enter", "dealOpen"], ["c", "dealNew"]] },
];

/** All keys on one sheet. */
export function KeyboardSheet() {
    const open = useStore(overlays, (state) => state.open === "keys");
    if (!open) return null;
    return (
        <Dialog title={t("console.keys.title")} size="wide" onClose={closeOverlay}>
            <div className="key-columns">
                {groups.map((group) => (
                    <section key={group.name}><h3>{t(`console.keys.group.${group.name}`)}</h3>
                        <dl>{group.keys.map(([stroke, name]) => <div key={name}><dt>{stroke.split(" ").map((one, index) => <kbd key={index}>{one}</kbd>)}</dt><dd>{t(`console.keys.${name}`)}</dd></div>)}</dl></section>
                ))}
            </div>
        </Dialog>
    );
}
