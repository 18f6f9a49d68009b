import { t } from "../shell/words";
import type { Attachment } from "../../shared/wire";
import { Icon } from "../shell/Icon";
import { sizeText } from "./sizes";

/** A file of a message: a picture shows itself, anything else its name and size. */
export function AttachmentView({ file }: { file: Attachment }) {
    if (/^image\/(png|jpeg|gif|webp)$/.test(file.content_type)) {
        return (
            <a className="picture" href={file.url} target="_blank" rel="noreferrer noopener">
                <img src={file.url} alt={file.name} loading="lazy" {...(file.width && file.height ? { width: file.width, height: file.height } : {})} />
            </a>
        );
    }
    return (
        <a className="file" href={file.url} download={file.name} aria-label={t("console.file.download", { name: file.name })}>
            <Icon name="paperclip" /><span className="file-name">{file.name}</span><span className="meta">{sizeText(file.size_bytes)}</span>
        </a>
    );
}
