import { useState } from "react";
import type { CountedTag } from "../../shared/staff";
import { Field } from "../shell/Field";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { TagMark } from "../tickets/TagMenu";
import { directory } from "./directoryState";
import { removeItem, saveItem } from "./directoryRequests";
import { EditorDialog } from "./EditorDialog";
import { ListPage } from "./ListPage";

/** The colours a tag may have; each reads on light and dark paper. */
const colors = ["#64748b", "#b91c1c", "#c2410c", "#a16207", "#15803d", "#0f766e", "#1d4ed8", "#7e22ce", "#be185d"];

/** The tags tickets and customers carry. */
export function TagsPage() {
    const tags = useStore(directory, (state) => state.tags);
    return (
        <ListPage title={t("console.settings.tags")} lead={t("console.tags.lead")} items={tags} addLabel={t("console.tags.add")} emptyText={t("console.tags.empty")}
            onRemove={(tag) => removeItem("tags", tag.id)} removeLabel={(tag) => t("console.removeNamed", { name: tag.name })}
            line={(tag) => <><TagMark color={tag.color} /><strong>{tag.name}</strong><span className="meta">{t("console.tags.used", { count: tag.ticket_count ?? 0 })}</span></>}
            editor={(tag, close) => <TagEditor tag={tag} onClose={close} />} />
    );
}

function TagEditor({ tag, onClose }: { tag: CountedTag | null; onClose: () => void }) {
    const [name, setName] = useState(tag?.name ?? "");
    const [color, setColor] = useState(tag?.color ?? colors[0] ?? "");
    return (
        <EditorDialog title={t(tag ? "console.tags.edit" : "console.tags.add")} size="small" onClose={onClose} onSave={() => saveItem("tags", tag?.id ?? null, { name: name.trim(), color })}>
            <Field label={t("console.name")} value={name} onChange={setName} required autoFocus maxLength={50} />
            <div className="swatches" role="radiogroup" aria-label={t("console.tags.color")}>
                {colors.map((one) => <button type="button" key={one} role="radio" aria-checked={one === color} aria-label={one} style={{ background: one }} onClick={() => setColor(one)} />)}
            </div>
        </EditorDialog>
    );
}
