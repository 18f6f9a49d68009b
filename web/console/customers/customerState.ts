import { createStore } from "../../shared/store";
import type { Customer, CustomerNote } from "../../shared/staff";
import type { Page, Ticket } from "../../shared/wire";
import { get, patch, post, remove, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { ticketChanged } from "../tickets/ticketState";

/** What is known of customers. */
export interface CustomerState {
    byId: Readonly<Record<string, Customer>>;
    notes: Readonly<Record<string, readonly CustomerNote[]>>;
    /** Ids of a customer's tickets, newest first. */
    tickets: Readonly<Record<string, readonly Ticket[]>>;
}

/** The customers of the console. */
export const customers = createStore<CustomerState>({ byId: {}, notes: {}, tickets: {} });

/** A customer came or changed. */
export function customerArrived(customer: Customer): void {
    customers.update((state) => ({ ...state, byId: { ...state.byId, [customer.id]: customer } }));
}

/** A customer's notes came or changed. */
export function notesArrived(id: string, notes: readonly CustomerNote[]): void {
    customers.update((state) => ({ ...state, notes: { ...state.notes, [id]: notes } }));
}

/**
 * Fetches a customer with their notes and tickets; what is held already stays on the page meanwhile. Gives the id of the record
 * that answered, which is another one when this was merged into it.
 */
export async function fetchCustomer(id: string): Promise<string> {
    const path = `/customers/${id}`;
    const [customer, notes, tickets] = await Promise.allSettled([
        get<Customer>(path), get<Page<CustomerNote>>(`${path}/notes?limit=50`), get<Page<Ticket>>(`${path}/tickets?limit=20`),
    ]);
    if (customer.status === "fulfilled") customerArrived(customer.value);
    if (notes.status === "fulfilled") notesArrived(id, notes.value.items);
    if (tickets.status === "fulfilled") {
        const { items } = tickets.value;
        for (const ticket of items) ticketChanged(ticket);
        customers.update((state) => ({ ...state, tickets: { ...state.tickets, [id]: items } }));
    }
    if (customer.status === "rejected") throw customer.reason;
    return customer.value.id;
}

/** Shows a change of a customer at once and takes it back with a sentence if it is refused; `sent` is the change as the server reads it. */
export async function changeCustomer(customer: Customer, change: Partial<Customer>, sent: object = change): Promise<boolean> {
    customerArrived({ ...customer, ...change });
    try {
        customerArrived(await patch<Customer>(`/customers/${customer.id}`, sent));
        return true;
    } catch (problem) {
        customerArrived(customer);
        say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" });
        return false;
    }
}

/** Writes a note about a customer. */
export async function addNote(customer: string, text: string): Promise<boolean> {
    try {
        const note = await post<CustomerNote>(`/customers/${customer}/notes`, { text });
        notesArrived(customer, [note, ...customers.get().notes[customer] ?? []]);
        return true;
    } catch (problem) {
        say(t("console.notSaved", { reason: sentenceOf(problem) }), { tone: "danger" });
        return false;
    }
}

/** Removes a note about a customer. */
export async function removeNote(customer: string, note: string): Promise<void> {
    const before = customers.get().notes[customer] ?? [];
    notesArrived(customer, before.filter((one) => one.id !== note));
    try {
        await remove(`/customers/${customer}/notes/${note}`);
    } catch (problem) {
        notesArrived(customer, before);
        say(t("console.takenBack", { reason: sentenceOf(problem) }), { tone: "danger" });
    }
}
