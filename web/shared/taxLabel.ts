/** "VAT 13%": a tax by its name and figure, unless the name says one itself; `plain` for one without a name. */
export function taxLabel(name: string, share: string, plain: string): string {
    if (/[%％]/.test(name)) return name;
    return name ? `${name} ${share}` : plain;
}
