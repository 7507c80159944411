/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_profile_free: (a: number, b: number) => void;
export const beginEnrolment: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number, number];
export const finishEnrolment: (a: number, b: number, c: any, d: number, e: number, f: number, g: number, h: number) => [number, number, number];
export const profile_absorb: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number, number];
export const profile_act: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => [number, number, number];
export const profile_allArrived: (a: number) => number;
export const profile_draft: (a: number, b: number, c: number) => [number, number];
export const profile_learner: (a: number) => [number, number];
export const profile_new: (a: number, b: number, c: any, d: number, e: number) => [number, number, number];
export const profile_nextRequest: (a: number, b: number, c: number) => [number, number];
export const profile_putDraft: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number, number];
export const profile_unsent: (a: number) => number;
export const profile_view: (a: number) => [number, number, number, number];
export const sourcesDigest: () => [number, number];
export const stretch: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number, number, number];
export const __wbindgen_malloc: (a: number, b: number) => number;
export const __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
export const __wbindgen_free: (a: number, b: number, c: number) => void;
export const __wbindgen_exn_store: (a: number) => void;
export const __externref_table_alloc: () => number;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __externref_table_dealloc: (a: number) => void;
export const __wbindgen_start: () => void;
