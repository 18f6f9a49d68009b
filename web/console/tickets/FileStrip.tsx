import type { Attachment } from "../../shared/wire";
import { Icon } from "../shell/Icon";
import { isPicture } from "../mail/pictures";
import { t } from "../shell/words";
import { sizeText } from "./sizes";
import type { Upload } from "./uploads";

interface Props {
    files: readonly Attachment[];
    uploads: readonly Upload[];
    onRemove: (id: string) => void;
    onDropUpload: (key: string) => void;
    /** Puts a picture between the words of a mail; without it every file goes along as a file. */
    onPlace?: ((file: Attachment) => void) | undefined;
    /** Whether a picture stands between the words already. */
    isPlaced?: (file: Attachment) => boolean;
}

/** The files that will go with a message, and those still on their way up. */
export function FileStrip({ files, uploads, onRemove, onDropUpload, onPlace, isPlaced = () => false }: Props) {
    if (files.length + uploads.length === 0) return null;
    return (
        <ul className="file-strip" aria-label={t("console.file.list")}>
            {files.map((file) => (
                <li key={file.id} className="file-chip">
                    {file.content_type.startsWith("image/") ? <img src={file.url} alt="" /> : <Icon name="paperclip" />}
                    <span className="file-name">{file.name}</span><span className="meta">{sizeText(file.size_bytes)}</span>
                    {onPlace && isPicture(file) && (isPlaced(file) ? <span className="meta">{t("console.file.placed")}</span> : <button type="button" className="link" onClick={() => onPlace(file)}>{t("console.file.place")}</button>)}
                    <button type="button" className="icon-button" aria-label={t("console.file.remove", { name: file.name })} onClick={() => onRemove(file.id)}><Icon name="x-lg" /></button>
                </li>
            ))}
            {uploads.map((one) => (
                <li key={one.key} className={`file-chip${one.problem ? " is-failed" : ""}`}>
                    {one.preview ? <img src={one.preview} alt="" /> : <Icon name="paperclip" />}
                    <span className="file-name">{one.name}</span>
                    {one.problem ? <span className="problem">{one.problem}</span> : <progress value={one.share} max={1} aria-label={t("console.file.progress", { name: one.name })} />}
                    <button type="button" className="icon-button" aria-label={t("console.file.remove", { name: one.name })} onClick={() => onDropUpload(one.key)}><Icon name="x-lg" /></button>
                </li>
            ))}
        </ul>
    );
}
