import type { Attachment } from "../../shared/wire";

/** A piece of a reply: words, or a picture between them. */
export type ReplyPiece = { text: string; picture: Attachment | null };

const sent = /!\[([^\]\n]*)\]\(cid:([^)\s@]+)@deskbell\)/g;

/** Whether a file can stand between the words of a mail. */
export function isPicture(file: { content_type: string }): boolean {
    return /^image\/(png|jpeg|gif|webp)$/.test(file.content_type);
}

/** How a picture is written in the composer: by its name, which people can move and delete. */
export function markOf(file: { name: string }): string {
    return `![${file.name.replace(/[[\]\n]/g, "")}]`;
}

/** The text as it leaves: each mark of an attached picture says which one it is. */
export function withPictures(text: string, files: readonly Attachment[]): string {
    return files.filter(isPicture).reduce((written, file) => written.split(markOf(file)).join(`${markOf(file)}(cid:${file.id}@deskbell)`), text);
}

/** The text as it is written: what `withPictures` added is taken out again. */
export function withoutPictures(text: string): string {
    return text.replace(sent, "![$1]");
}

/** The words and pictures of a text in order; a picture that is not there is its name in brackets. */
export function replyPieces(text: string, files: readonly Attachment[]): ReplyPiece[] {
    const pieces: ReplyPiece[] = [];
    let from = 0;
    for (const found of text.matchAll(sent)) {
        const start = found.index ?? 0;
        const picture = files.find((file) => file.id === found[2]) ?? null;
        if (start > from) pieces.push({ text: text.slice(from, start), picture: null });
        pieces.push({ text: `[${found[1] ?? ""}]`, picture });
        from = start + (found[0] ?? "").length;
    }
    if (from < text.length) pieces.push({ text: text.slice(from), picture: null });
    return pieces;
}

/** The files that are not shown between the words. */
export function filesBelow(text: string, files: readonly Attachment[]): readonly Attachment[] {
    return files.filter((file) => !text.includes(`(cid:${file.id}@deskbell)`));
}
