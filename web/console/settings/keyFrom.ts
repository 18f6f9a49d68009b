/** A short name for programs made from what people read; Chinese words become a numbered one. */
export function keyFrom(label: string): string {
    const plain = label.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 40);
    return /^[a-z]/.test(plain) ? plain : `field_${Date.now().toString(36)}`;
}
