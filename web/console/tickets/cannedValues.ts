import type { Company, User } from "../../shared/staff";
import type { Ticket } from "../../shared/wire";
import { CannedValues, firstName } from "./cannedVariables";

/** The names a canned reply may use; shown in settings. */
export const cannedNames = [
    "customer.name", "customer.first_name", "customer.email", "ticket.number", "ticket.subject", "agent.name", "agent.first_name", "company.name",
] as const;

/** What those names stand for on one ticket. */
export function cannedValues(ticket: Ticket, me: User | null, company: Company | null): CannedValues {
    return {
        "customer.name": ticket.customer.name, "customer.first_name": firstName(ticket.customer.name),
        "customer.email": ticket.customer.email, "ticket.number": String(ticket.number), "ticket.subject": ticket.subject,
        "agent.name": me?.name, "agent.first_name": firstName(me?.name), "company.name": company?.name,
    };
}
