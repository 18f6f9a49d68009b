/** A sentence without those of its parts, between the dots, whose figures nobody knows: their names still stand in braces. */
export function knownParts(sentence: string): string {
    return sentence.split(" · ").filter((part) => !/\{\w+\}/.test(part)).join(" · ");
}
