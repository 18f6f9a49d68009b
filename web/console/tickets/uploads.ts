/** A file on its way up; `share` is how much of it has gone, 0 to 1. */
export interface Upload { key: string; name: string; share: number; problem: string | null; preview: string | null }
