import { ApiProblem, asProblem, decode, problemFrom } from "./api";

/** Uploads one file, telling `progress` the share sent (0 to 1). Aborting the signal rejects. */
export function upload<Answer>(
    path: string,
    file: File,
    options: { headers?: Record<string, string>; signal?: AbortSignal; progress?: (share: number) => void } = {},
): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const call = new XMLHttpRequest();
        call.open("POST", `/api/v1${path}`);
        for (const [name, value] of Object.entries(options.headers ?? {})) call.setRequestHeader(name, value);
        call.upload.onprogress = (event) => {
            if (event.lengthComputable) options.progress?.(event.loaded / event.total);
        };
        call.onload = () => {
            if (call.status < 300) resolve(decode(call.responseText) as Answer);
            else reject(new ApiProblem(problemFrom(call.responseText, call.status)));
        };
        call.onerror = call.onabort = () => reject(asProblem(null));
        options.signal?.addEventListener("abort", () => call.abort());
        const body = new FormData();
        body.append("file", file, file.name);
        call.send(body);
    });
}
