/**
 * Compiles the core's wasm in the page.
 *
 * Owns the way to a compiled module. Must not: instantiate it; the worker does.
 *
 * In the page and not in the worker, because an offline `fetch` in a worker bypasses the service
 * worker in Firefox (bug 2067202).
 */
import wasmUrl from '../../core/pkg/chaski_core_bg.wasm?url';

let compiled: Promise<WebAssembly.Module> | undefined;

export function compileCore(): Promise<WebAssembly.Module> {
  compiled ??= compile().catch((cause: unknown) => {
    compiled = undefined;
    throw cause;
  });
  return compiled;
}

async function compile(): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compileStreaming(fetch(wasmUrl));
  } catch {
    // No streaming here, or a server that calls wasm by another type.
    const response = await fetch(wasmUrl);
    return WebAssembly.compile(await response.arrayBuffer());
  }
}
