import outlines from "icons:arrow-counterclockwise,arrow-down,arrow-left-right,arrow-up,arrow-up-right,bar-chart,bell-fill,box-arrow-in-down,box-arrow-right,box-seam,building,calendar3,chat-dots,check2,check2-all,check2-circle,chevron-down,chevron-left,chevron-right,clipboard,clock,clock-history,collection,diagram-3,download,emoji-smile,envelope,envelope-exclamation,exclamation-circle,exclamation-lg,exclamation-triangle,eye-fill,file-text,flag,funnel,gear,image,inbox,inboxes,journal-plus,kanban,key,keyboard,lightning,lock-fill,megaphone,moon,palette,paperclip,pencil,pencil-fill,people,person,person-check,person-dash,person-plus,person-vcard,plug,plus-lg,question-circle,record-circle,reply,search,send,sliders,sort-down,star,star-fill,sun,tag,telephone,text-left,trash,ui-checks,wifi-off,x-lg";

/** The marks cut from bootstrap-icons while building. */
export type IconName =
    | "arrow-counterclockwise" | "arrow-down" | "arrow-left-right" | "arrow-up" | "arrow-up-right"
    | "bar-chart" | "bell-fill" | "box-arrow-in-down" | "box-arrow-right" | "box-seam" | "building" | "calendar3"
    | "chat-dots" | "check2" | "check2-all" | "check2-circle" | "chevron-down" | "chevron-left"
    | "chevron-right" | "clipboard" | "clock" | "clock-history" | "collection" | "diagram-3" | "download"
    | "emoji-smile" | "envelope" | "envelope-exclamation" | "exclamation-circle" | "exclamation-lg"
    | "exclamation-triangle" | "eye-fill" | "file-text" | "flag" | "funnel" | "gear" | "image" | "inbox"
    | "inboxes" | "journal-plus" | "kanban" | "key" | "keyboard" | "lightning" | "lock-fill" | "megaphone" | "moon" | "palette"
    | "paperclip" | "pencil" | "pencil-fill" | "people" | "person" | "person-check" | "person-dash"
    | "person-plus" | "person-vcard" | "plug" | "plus-lg" | "question-circle" | "record-circle" | "reply"
    | "search" | "send" | "sliders" | "sort-down" | "star" | "star-fill" | "sun" | "tag" | "telephone" | "text-left"
    | "trash" | "ui-checks" | "wifi-off" | "x-lg";

/** A mark of 16 by 16 in the colour of the text; without a label it is decoration and not read out. */
export function Icon({ name, label }: { name: IconName; label?: string }) {
    return (
        <svg className="icon" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" role={label ? "img" : undefined} aria-label={label} aria-hidden={label ? undefined : true}>
            {(outlines[name] ?? []).map((outline) => outline.startsWith("E")
                ? <path key={outline} fillRule="evenodd" d={outline.slice(1)} /> : <path key={outline} d={outline} />)}
        </svg>
    );
}
