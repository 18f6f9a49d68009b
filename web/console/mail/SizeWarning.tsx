import type { Attachment } from "../../shared/wire";
import { Icon } from "../shell/Icon";
import { t } from "../shell/words";
import { sizeText } from "../tickets/sizes";

/** Above this many servers refuse a mail; files grow by a third on their way. */
const safeBytes = 25_000_000;

/** Says when the files of a mail are more than many servers take. */
export function SizeWarning({ files }: { files: readonly Attachment[] }) {
    const bytes = files.reduce((sum, file) => sum + file.size_bytes, 0);
    if (bytes <= safeBytes) return null;
    return <div className="notice is-warning mail-size" role="status"><Icon name="exclamation-triangle" /><span>{t("console.mail.tooBig", { size: sizeText(bytes), limit: sizeText(safeBytes) })}</span></div>;
}
