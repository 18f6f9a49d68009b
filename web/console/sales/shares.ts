/** "13", "7.5" as basis points; null for anything else than a share from 0 to 100. */
export function basisPointsOf(text: string): number | null {
    const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text.trim() || "0");
    if (!match) return null;
    const points = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
    return points <= 10_000 ? points : null;
}

/** Basis points as one types them: 1300 is "13", none is nothing. */
export function shareText(points: number): string {
    return points === 0 ? "" : String(points / 100);
}
