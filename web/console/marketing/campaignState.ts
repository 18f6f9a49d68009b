import { createStore } from "../../shared/store";
import { request } from "../../shared/api";
import type { Campaign, CampaignInput } from "../../shared/apiTypes";
import type { Page } from "../../shared/wire";
import { get, post, remove } from "../shell/http";

/** A subject and a body. */
export interface Text { subject: string; body: string }

/** Texts by language. */
export type Texts = Partial<Record<"en" | "zh-Hans", Text>>;

/** What a campaign says; `b` where two texts are compared. */
export interface Content { a: Texts; b: Texts | null }

/** Campaigns, newest first. */
export interface CampaignState { campaigns: readonly Campaign[] | null }

/** What is known of campaigns. */
export const campaigns = createStore<CampaignState>({ campaigns: null });

/** A campaign came or changed. */
export function campaignArrived(campaign: Campaign): void {
    campaigns.update((state) => {
        const known = state.campaigns ?? [];
        const isKnown = known.some((one) => one.id === campaign.id);
        return { campaigns: isKnown ? known.map((one) => one.id === campaign.id ? campaign : one) : [campaign, ...known] };
    });
}

/** Loads the newest campaigns. */
export async function fetchCampaigns(): Promise<void> {
    const { items } = await get<Page<Campaign>>("/campaigns?limit=200");
    campaigns.update(() => ({ campaigns: items }));
}

/** Saves a draft; without a campaign a new one. */
export async function saveCampaign(campaign: Campaign | null, body: CampaignInput): Promise<Campaign> {
    const saved = campaign
        ? await request<Campaign>("PUT", `/campaigns/${campaign.id}`, { body, ifMatch: `"${campaign.version}"` })
        : await post<Campaign>("/campaigns", body);
    campaignArrived(saved);
    return saved;
}

/** Schedules, begins, pauses or ends a campaign. */
export async function moveCampaign(campaign: Campaign, state: string, sendAt?: string): Promise<Campaign> {
    const body = sendAt ? { state, send_at: sendAt } : { state };
    const moved = await request<Campaign>("PUT", `/campaigns/${campaign.id}/state`, { body, ifMatch: `"${campaign.version}"` });
    campaignArrived(moved);
    return moved;
}

/** Deletes a campaign that has not begun. */
export async function removeCampaign(id: string): Promise<void> {
    await remove(`/campaigns/${id}`);
    campaigns.update((state) => ({ campaigns: (state.campaigns ?? []).filter((one) => one.id !== id) }));
}
