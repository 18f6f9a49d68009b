// Debian ships no types for Node; the tests use this much of it.
declare module "node:test" {
    export function test(name: string, run: () => void | Promise<void>): void;
    export const mock: {
        timers: { enable(timers?: string[]): void; tick(ms: number): void; reset(): void };
    };
}
declare module "node:assert/strict" {
    const assert: {
        equal(actual: unknown, expected: unknown, message?: string): void;
        deepEqual(actual: unknown, expected: unknown, message?: string): void;
        ok(value: unknown, message?: string): void;
        match(value: string, pattern: RegExp): void;
        rejects(promise: Promise<unknown>, expected: object): Promise<void>;
    };
    export default assert;
}
declare module "node:fs" {
    export function existsSync(path: string): boolean;
    export function readFileSync(path: string, encoding: "utf8"): string;
    export function readdirSync(path: string, options: { recursive: true }): string[];
}
declare module "jsdom" {
    export class JSDOM {
        constructor(html: string, options?: object);
        readonly window: Window & typeof globalThis;
    }
}
declare const process: { cpuUsage(): { user: number } };
/** The folder `web/`, put in by test.mjs. */
declare const WEB_ROOT: string;

declare module "node:path" {
    export function dirname(path: string): string;
    export function join(...parts: string[]): string;
    export function relative(from: string, to: string): string;
}
