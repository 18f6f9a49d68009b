type Child = Node | string | null | undefined | false;

/** Makes an element; `on…` members listen, `true`/`false` members are flags, the rest are attributes. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag, attributes: Record<string, unknown> = {}, ...children: Child[]
): HTMLElementTagNameMap[Tag] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value as EventListener);
        else if (typeof value === "boolean") element.toggleAttribute(name, value);
        else if (value !== null && value !== undefined) element.setAttribute(name, String(value));
    }
    element.append(...children.filter((child): child is Node | string => !!child));
    return element;
}

/** An icon that says nothing by itself: the button around it carries the label. */
export function icon(stroke: string): SVGSVGElement {
    const [svg, path] = ["svg", "path"].map((kind) => document.createElementNS("http://www.w3.org/2000/svg", kind));
    svg?.setAttribute("viewBox", "0 0 16 16");
    svg?.setAttribute("class", "icon");
    svg?.setAttribute("aria-hidden", "true");
    path?.setAttribute("d", stroke);
    svg?.append(path as Element);
    return svg as SVGSVGElement;
}

/** Text with its web addresses made into links that tell the other site nothing. */
export function linked(text: string): (Node | string)[] {
    return text.split(/(https?:\/\/[^\s<>"，。；！？）】」]*[^\s<>"，。；！？）】」.,;:!?)\]])/).map((part, index) => index % 2 === 0
        ? part
        : el("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow" }, part));
}
