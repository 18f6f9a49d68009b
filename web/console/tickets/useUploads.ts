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

    function addFiles(files: readonly File[]) {
        for (const file of files) void send(file);
    }
    async function send(file: File) {
        const key = newClientID();
        const preview = file.type.startsWith("image/") && URL.createObjectURL ? URL.createObjectURL(file) : null;
        setUploads((all) => [...all, { key, name: file.name, share: 0, problem: null, preview }]);
        const change = (part: Partial<Upload>) => setUploads((all) => all.map((one) => one.key === key ? { ...one, ...part } : one));
        try {
            const stored = await upload<Attachment>("/attachments", file, { progress: (share) => change({ share }) });
            dropUpload(key);
            const unsent = unsentOf(composers.get(), ticket, paper);
            unsentChanged(ticket, paper, { attachments: [...unsent.attachments, stored] });
        } catch (problem) {
            change({ problem: sentenceOf(problem) });
        }
    }
    return { uploads, addFiles, dropUpload };
}
