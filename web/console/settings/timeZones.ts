/** The time zones to choose from, the one in use always among them. */
export function timeZones(current: string): [string, string][] {
    const intl = Intl as unknown as { supportedValuesOf?: (kind: string) => string[] };
    const names = intl.supportedValuesOf?.("timeZone") ?? ["Asia/Shanghai", "Asia/Hong_Kong", "Asia/Tokyo", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles"];
    return [...new Set(["UTC", current, ...names])].sort().map((name) => [name, name.replace(/_/g, " ")]);
}
