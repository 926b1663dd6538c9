export function initAll(options?: { scope?: Element | Document }): void;
