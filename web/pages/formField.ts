import type { Bilingual, FormField } from "../shared/wire";
import { el } from "../widget/dom";

/** One question of a form on the page. */
export interface DrawnField {
    key: string;
    element: HTMLElement;
    /** Whether what is filled in can be sent; says beside the field what is missing. */
    check(): boolean;
    complain(text: string): void;
    focus(): void;
}

type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const inputTypes: Record<string, string> = {
    email: "email", phone: "tel", number: "number", date: "date", file: "file", checkbox: "checkbox",
};
const autocompletes: Record<string, string> = { name: "name", email: "email", phone: "tel" };

/** Draws a field with its label, its error's place and the input its type asks for. */
export function drawField(field: FormField, read: (text: Bilingual) => string, t: (key: string) => string): DrawnField {
    const id = `field-${field.key}`;
    const input = drawInput(field, id, read, t);
    const error = el("span", { class: "error", id: `${id}-error`, role: "alert" });
    input.setAttribute("aria-describedby", error.id);
    input.setAttribute("aria-required", String(field.required));
    const complain = (text: string) => {
        error.textContent = text;
        input.setAttribute("aria-invalid", String(text !== ""));
    };
    input.addEventListener("input", () => {
        if (error.textContent) complain("");
    });
    const optional = field.required ? null : el("span", { class: "optional" }, ` (${t("card.optional")})`);
    const label = el("label", { for: id }, read(field.label) || field.key, optional);
    const element = field.type === "checkbox"
        ? el("div", { class: "field" }, el("div", { class: "check" }, input, label), error)
        : el("div", { class: "field" }, label, input, error);
    return {
        key: field.key,
        element,
        complain,
        focus: () => input.focus(),
        check() {
            const empty = field.type === "checkbox" ? !(input as HTMLInputElement).checked : input.value.trim() === "";
            const text = empty && field.required ? t("card.needed")
                : !empty && !input.checkValidity() ? t(field.type === "email" ? "card.email_wrong" : "form.invalid") : "";
            complain(text);
            return text === "";
        },
    };
}

function drawInput(field: FormField, id: string, read: (text: Bilingual) => string, t: (key: string) => string): Input {
    const common = { id, name: field.key, class: "input", autocomplete: autocompletes[field.key] };
    if (field.type === "textarea") return el("textarea", { ...common, rows: 6, maxlength: 20_000 });
    if (field.type === "select") {
        const options = (field.options ?? []).map(({ value, label }) => el("option", { value }, read(label) || value));
        return el("select", common, el("option", { value: "" }, t("form.choose")), ...options);
    }
    const type = inputTypes[field.type] ?? "text";
    if (type === "checkbox") return el("input", { id, name: field.key, type, value: "true" });
    return el("input", { ...common, type, multiple: type === "file", maxlength: type === "file" ? null : 500,
        step: type === "number" ? "any" : null });
}
