import type { TaxRate } from "../../shared/apiTypes";
import { taxLabel } from "../../shared/taxLabel";
import type { Page } from "../../shared/wire";
import { get } from "../shell/http";
import { t } from "../shell/words";
import { percent } from "./quoteState";

/** The taxes quotes choose from, in their order; with `archived` also those put away. */
export async function fetchTaxRates(archived = false): Promise<readonly TaxRate[]> {
    return (await get<Page<TaxRate>>(`/tax-rates${archived ? "?archived=true" : ""}`)).items;
}

/** A tax's name, in the reader's language while it is one that came with Deskbell. */
export function knownTax(rate: TaxRate): string {
    return rate.known_as ? t(`sales.tax.${rate.known_as}`) : rate.name;
}

/** A tax as a line of a quote names it. */
export function taxText(name: string, points: number): string {
    return taxLabel(name, percent(points), t("sales.quotes.taxOf", { share: percent(points) }));
}
