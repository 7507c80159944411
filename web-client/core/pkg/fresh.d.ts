/* Made by `cargo xtask core`. */
import type * as bindings from './chaski_core.js';

/** A new instance with memory of its own. Nothing of it is left once nobody holds it. */
export function fresh(compiled: WebAssembly.Module): Omit<typeof bindings, 'default' | 'initSync'>;
