// What the console's tests use of Node and React besides node.d.ts.
declare module "node:test" {
    export function after(body: () => void | Promise<void>): void;
    export function beforeEach(body: () => void | Promise<void>): void;
}

declare module "react-dom/test-utils" {
    export function act(body: () => void | Promise<void>): Promise<void>;
}
