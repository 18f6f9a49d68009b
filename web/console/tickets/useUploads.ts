import { useCallback, useState } from "react";
import { upload } from "../../shared/upload";
import { newClientID } from "../../shared/outbox";
import type { Attachment } from "../../shared/wire";
import { sentenceOf } from "../shell/http";
import { composers, Paper, unsentChanged, unsentOf } from "./composerState";
import type { Upload } from "./uploads";

/** Files on their way up; one that has arrived moves into the draft of the paper it was dropped on. */
export function useUploads(ticket: string, paper: Paper) {
    const [uploads, setUploads] = useState<readonly Upload[]>([]);
    const dropUpload = useCallback((key: string) => {
        setUploads((all) => all.filter((one) => {
            if (one.key === key && one.preview) URL.revokeObjectURL(one.preview);
            return one.key !== key;
        }));
    }, []);

    /** Uploads files; `arrived` is told of each as it is stored. */
    function addFiles(files: readonly File[], arrived: (file: Attachment) => void = () => undefined) {
        for (const file of files) void send(renamed(file), arrived);
    }
    /** Two pasted pictures are both called image.png; in one message every file has a name of its own. */
    function renamed(file: File): File {
        const taken = new Set([...unsentOf(composers.get(), ticket, paper).attachments, ...uploads].map((one) => one.name));
        if (!taken.has(file.name)) return file;
        const [, stem = "", ending = ""] = /^(.*?)(\.[^.]*)?$/.exec(file.name) ?? [];
        for (let number = 2; ; number++) {
            const name = `${stem}-${number}${ending}`;
            if (!taken.has(name)) return new File([file], name, { type: file.type });
        }
    }
    async function send(file: File, arrived: (file: Attachment) => void) {
        const key = newClientID();
        const preview = file.type.startsWith("image/") && URL.createObjectURL ? URL.createObjectURL(file) : null;
        setUploads((all) => [...all, { key, name: file.name, share: 0, problem: null, preview }]);
        const change = (part: Partial<Upload>) => setUploads((all) => all.map((one) => one.key === key ? { ...one, ...part } : one));
        try {
            const stored = await upload<Attachment>("/attachments", file, { progress: (share) => change({ share }) });
            dropUpload(key);
            const unsent = unsentOf(composers.get(), ticket, paper);
            unsentChanged(ticket, paper, { attachments: [...unsent.attachments, stored] });
            arrived(stored);
        } catch (problem) {
            change({ problem: sentenceOf(problem) });
        }
    }
    return { uploads, addFiles, dropUpload };
}
