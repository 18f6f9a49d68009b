import type { Money } from "../shared/apiTypes";
import { digitsOf } from "../shared/money";
import type { Cell } from "./reportTypes";

/** Whether a cell is money. */
export function isMoney(cell: Cell | undefined): cell is Money { return typeof cell === "object" && cell !== null; }

/** A figure as one number: money in whole units of its currency, such as yuan. */
export function numberOf(cell: Cell | undefined): number | null {
    if (isMoney(cell)) return cell.amount_minor / 10 ** digitsOf(cell.currency);
    return typeof cell === "number" ? cell : null;
}
