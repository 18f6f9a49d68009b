/** Paints the panel in the shop's colour ("#rrggbb"), with whichever ink reads better on it.
 *
 * Below a luminance of 0.18 white gives the higher contrast, above it black; either way 4.5:1 or more (WCAG 2.2). */
export function applyBrand(color: string): void {
    if (!/^#[\da-f]{6}$/i.test(color)) return;
    const [red = 0, green = 0, blue = 0] = (color.match(/\w\w/g) ?? []).map((part) => (parseInt(part, 16) / 255) ** 2.2);
    const { style } = document.documentElement;
    style.setProperty("--brand", color);
    style.setProperty("--on-brand", 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#000" : "#fff");
}
