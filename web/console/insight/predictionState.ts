import { createStore } from "../../shared/store";
import type { CustomerPredictions, PredictionView } from "../../shared/apiTypes";
import { get, post } from "../shell/http";

/** What is predicted, as far as it was asked for: of tickets and of customers by their ids. */
export interface PredictionState {
    ofTicket: Readonly<Record<string, PredictionView>>;
    ofCustomer: Readonly<Record<string, CustomerPredictions>>;
}

/** The predictions of the console. */
export const predictions = createStore<PredictionState>({ ofTicket: {}, ofCustomer: {} });

/** A ticket's prediction came or changed. */
export function predictionArrived(ticket: string, view: PredictionView): void {
    predictions.update((state) => ({ ...state, ofTicket: { ...state.ofTicket, [ticket]: view } }));
}

/** Loads how satisfied a ticket's customer will be. */
export async function fetchPrediction(ticket: string): Promise<void> {
    predictionArrived(ticket, await get<PredictionView>(`/tickets/${ticket}/prediction`));
}

/** A live hint says that a prediction changed: whoever has seen it gets the new one. */
export function predictionChanged(ticket: string): void {
    if (predictions.get().ofTicket[ticket]) void fetchPrediction(ticket).catch(() => undefined);
}

/** Loads what is predicted of a customer. */
export async function fetchOutlook(customer: string): Promise<void> {
    const view = await get<CustomerPredictions>(`/customers/${customer}/predictions`);
    predictions.update((state) => ({ ...state, ofCustomer: { ...state.ofCustomer, [customer]: view } }));
}

/** Says whether a ticket's prediction is right. */
export async function judgePrediction(ticket: string, verdict: "right" | "wrong"): Promise<void> {
    predictionArrived(ticket, await post<PredictionView>(`/tickets/${ticket}/prediction/feedback`, { verdict }));
}

/** The prediction if some features were otherwise. */
export function imagine(ticket: string, changes: Readonly<Record<string, number>>): Promise<PredictionView> {
    return post<PredictionView>(`/tickets/${ticket}/prediction/what-if`, { changes });
}
