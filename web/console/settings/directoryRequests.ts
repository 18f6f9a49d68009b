import { patch, post, remove, sentenceOf } from "../shell/http";
import { say } from "../shell/toastState";
import { t } from "../shell/words";
import { Directory, DirectoryName, directoryPaths, itemRemoved, itemSaved } from "./directoryState";

/** Makes or changes one thing of a list on the server, then here. */
export async function saveItem<N extends DirectoryName>(name: N, id: string | null, body: object, version?: number): Promise<Directory[N][number]> {
    const path = directoryPaths[name];
    const item = id ? await patch<Directory[N][number]>(`${path}/${id}`, body, version) : await post<Directory[N][number]>(path, body);
    itemSaved(name, item);
    return item;
}

/** Removes one thing of a list; a refusal is told in a sentence. */
export async function removeItem(name: DirectoryName, id: string): Promise<void> {
    try {
        await remove(`${directoryPaths[name]}/${id}`);
        itemRemoved(name, id);
    } catch (problem) {
        say(t("console.notRemoved", { reason: sentenceOf(problem) }), { tone: "danger" });
    }
}
