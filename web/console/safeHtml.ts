// HTML from outside. It is read into a document nothing runs in, and a new tree is built from what the lists below allow.
import { Declaration, safeDeclarations, safeSheet } from "./safeCss";
import { quiet } from "./quietHtml";

const kept = new Set((
    "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn dir div dl dt em "
    + "figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark menu nav ol p pre q rp rt ruby s samp section "
    + "small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr"
).split(" "));

/** Gone with everything inside; every other unknown element leaves its children behind. */
const dropped = new Set((
    "applet audio base canvas datalist embed frame frameset head iframe input link map math meta meter noembed noframes object optgroup "
    + "option output param picture plaintext portal progress script select slot source style svg template textarea title track video xmp"
).split(" "));

const plainAttributes = new Set("abbr align alt cellpadding cellspacing class clear color bgcolor colspan dir face height hspace lang noshade nowrap reversed rowspan scope size span start title type valign value vspace width border".split(" "));
const colours = new Set(["color", "bgcolor"]);
const harmlessValue = /^[^\u0000-\u001f<>]{0,300}$/;
const colourValue = /^(?:#?[\da-f]{3,8}|[a-z]{3,30}|rgba?\([\d\s.,%]+\))$/i;
const lengthValue = /^\d{1,4}(?:\.\d+)?(?:%|px)?$/;
const lengths = new Set(["width", "height", "border", "cellpadding", "cellspacing", "hspace", "vspace"]);

/** A mail longer than this, or with more links, is shown as text: nobody wrote it to be read. */
const mostCharacters = 1_000_000;
const mostLinks = 5_000;

/** Where the pictures of a mail are found. */
export interface Pictures {
    /** The address of a picture that came with the mail, by its content id. */
    cid(id: string): string | null;
    /** The address by which a picture from elsewhere is fetched, by its own, spelled out and as written; null keeps it back. */
    remote(address: string, written: string): string | null;
}

/** What may be shown of a mail. */
export interface SafeMail {
    nodes: DocumentFragment;
    sheet: string;
    /** Pictures from elsewhere that were kept back. */
    blocked: number;
    /** Whether the mail says nothing of colours beyond black on white, so the page's own may be used. */
    plain: boolean;
}

/** The harmless part of a mail's HTML, built with `page`'s own elements; null when it is too much to show. */
export function safeHtml(html: string, page: Document, pictures: Pictures): SafeMail | null {
    if (html.length > mostCharacters) return null;
    const { markup, styles } = quiet(html);
    const read = new DOMParser().parseFromString(markup, "text/html");
    if (read.links.length > mostLinks) return null;
    const sheet = safeSheet(styles);
    const building = new Building(page, pictures);
    const nodes = page.createDocumentFragment();
    const body = page.createElement("div");
    nodes.append(body);
    building.dress(body, read.body);
    building.copyChildren(read.body, body);
    const plain = !building.painted && !/(?:^|[;{])\s*(?:background|color)/.test(sheet);
    if (plain) building.unpaint();
    return { nodes, sheet, blocked: building.blocked, plain };
}

class Building {
    blocked = 0;
    painted = false;
    private readonly paint: (() => void)[] = [];

    constructor(private readonly page: Document, private readonly pictures: Pictures) {}

    copyChildren(from: Node, to: Element): void {
        for (const child of [...from.childNodes]) {
            if (child.nodeType === 3) to.append(this.page.createTextNode(child.nodeValue ?? ""));
            else if (child.nodeType === 1) this.copy(child as Element, to);
        }
    }

    /** Attributes and style an element may keep. */
    dress(made: HTMLElement, from: Element): void {
        for (const { name, value } of [...from.attributes]) {
            if (name === "data-style") this.style(made, safeDeclarations(value));
            else if (name === "id" && made.localName !== "img" && /^[\w-]{1,80}$/.test(value)) made.id = value;
            else if (plainAttributes.has(name) && fits(name, value)) {
                made.setAttribute(name, value);
                if (colours.has(name)) this.painting(name === "color" ? "color" : "background", value, () => made.removeAttribute(name));
            }
        }
    }

    /** Takes back black on white, which the page's own colours say better. */
    unpaint(): void {
        for (const takeBack of this.paint) takeBack();
    }

    private copy(from: Element, to: Element): void {
        const name = from.localName;
        // SVG and MathML have rules of their own by which markup hides.
        if (from.namespaceURI !== "http://www.w3.org/1999/xhtml" || dropped.has(name)) return;
        if (!kept.has(name)) { this.copyChildren(from, to); return; }
        const made = this.page.createElement(name);
        if (name === "img" && !this.picture(made as HTMLImageElement, from)) return;
        this.dress(made, from);
        if (name === "a") link(made as HTMLAnchorElement, from.getAttribute("href") ?? "");
        to.append(made);
        this.copyChildren(from, made);
    }

    private style(made: HTMLElement, declarations: readonly Declaration[]): void {
        for (const { name, value, important } of declarations) {
            // Set through the object model, which a policy without inline style permits.
            made.style.setProperty(name, value, important ? "important" : "");
            if (name === "color" || name.startsWith("background")) this.painting(name, value, () => made.style.removeProperty(name));
        }
    }

    private painting(name: string, value: string, takeBack: () => void): void {
        const usual = name === "color" ? /^(?:black|windowtext|#000|#000000|rgb\(0,\s*0,\s*0\)|inherit|initial|auto)$/i : /^(?:white|window|#fff|#ffffff|rgb\(255,\s*255,\s*255\)|transparent|none|inherit|initial)$/i;
        if (usual.test(value.trim())) this.paint.push(takeBack);
        else this.painted = true;
    }

    private picture(made: HTMLImageElement, from: Element): boolean {
        const address = (from.getAttribute("src") ?? "").trim();
        if (/^cid:/i.test(address)) {
            const found = this.pictures.cid(contentID(address.slice(4)));
            if (found) made.src = found; else made.alt = from.getAttribute("alt") ?? "";
            return true;
        }
        if (/^data:image\/(?:png|jpeg|gif|webp);base64,[\w+/=\s]+$/i.test(address)) { made.src = address; return true; }
        const remote = webAddress(address);
        // A dot nobody can see only tells the sender that the mail was opened.
        if (!remote || isDot(from)) return false;
        const shown = this.pictures.remote(remote, address.startsWith("//") ? `https:${address}` : address);
        if (shown) made.src = shown;
        else {
            this.blocked += 1;
            made.dataset["blocked"] = "";
        }
        made.loading = "lazy";
        return true;
    }
}

/** A content id as both sides may write it: decoded, without brackets, small letters. */
export function contentID(written: string): string {
    let plain = written;
    try { plain = decodeURIComponent(written); } catch { /* A stray percent sign stands for itself. */ }
    return plain.replace(/[<>\s]/g, "").toLowerCase();
}

/** An address one may follow from a mail, spelled out; null for any other scheme and for half addresses. */
export function safeAddress(written: string): string | null {
    try {
        const { protocol, href } = new URL(written.trim());
        return ["http:", "https:", "mailto:", "tel:"].includes(protocol) ? href : null;
    } catch {
        return null;
    }
}

function webAddress(written: string): string | null {
    const address = safeAddress(written.startsWith("//") ? `https:${written}` : written);
    return address && /^https?:/.test(address) ? address : null;
}

function link(made: HTMLAnchorElement, written: string): void {
    const address = safeAddress(written);
    if (!address) return;
    made.href = address;
    made.target = "_blank";
    made.rel = "noopener noreferrer nofollow";
    // What the words say and where they lead may differ: the hover tells the truth.
    made.title = address;
}

function isDot(picture: Element): boolean {
    const small = (name: string) => /^[0-2](?:px)?$/.test((picture.getAttribute(name) ?? "").trim());
    return small("width") && small("height");
}

function fits(name: string, value: string): boolean {
    if (colours.has(name)) return colourValue.test(value.trim());
    if (lengths.has(name)) return lengthValue.test(value.trim());
    return harmlessValue.test(value);
}
