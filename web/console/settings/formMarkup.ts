import type { FormField } from "../../shared/wire";
import { locale } from "../shell/words";

/** Plain HTML of a form for one's own page; it posts to Deskbell and needs no script. */
export function formMarkup(link: string, fields: readonly FormField[]): string {
    const key = link.slice(link.lastIndexOf("/") + 1);
    const action = `${link.slice(0, link.indexOf("/forms/"))}/api/v1/forms/${key}/submissions`;
    const multipart = fields.some((field) => field.type === "file") ? ` enctype="multipart/form-data"` : "";
    const lines = fields.map((field) => `  <label>${escaped(field.label[locale()] || field.label.en || field.key)}\n    ${control(field)}\n  </label>`);
    // People never see this field; programs that fill everything in give themselves away.
    const trap = `  <input name="website" tabindex="-1" autocomplete="off" hidden>`;
    return [`<form method="post" action="${escaped(action)}"${multipart}>`, ...lines, trap, "  <button>OK</button>", "</form>"].join("\n");
}

function control(field: FormField): string {
    const name = `name="${escaped(field.key)}"${field.required ? " required" : ""}`;
    if (field.type === "textarea") return `<textarea ${name}></textarea>`;
    if (field.type === "select") {
        const options = (field.options ?? []).map((option) => `<option value="${escaped(option.value)}">${escaped(option.label[locale()] || option.value)}</option>`);
        return `<select ${name}>${options.join("")}</select>`;
    }
    return `<input type="${field.type === "phone" ? "tel" : field.type}" ${name}>`;
}

function escaped(text: string): string {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
