/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_profile_free: (a: number, b: number) => void;
export const beginEnrolment: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => void;
export const finishEnrolment: (a: number, b: number, c: number, d: any, e: number, f: number, g: number, h: number, i: number) => void;
export const profile_absorb: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
export const profile_act: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number) => void;
export const profile_allArrived: (a: number) => number;
export const profile_draft: (a: number, b: number, c: number, d: number) => void;
export const profile_learner: (a: number, b: number) => void;
export const profile_new: (a: number, b: number, c: number, d: any, e: number, f: number) => void;
export const profile_nextRequest: (a: number, b: number, c: number, d: number) => void;
export const profile_putDraft: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => void;
export const profile_unsent: (a: number) => number;
export const profile_view: (a: number, b: number) => void;
export const sourcesDigest: (a: number) => void;
export const __wbindgen_export: (a: number, b: number) => number;
export const __wbindgen_export2: (a: number, b: number, c: number, d: number) => number;
export const __wbindgen_export3: (a: number, b: number, c: number) => void;
export const __wbindgen_export4: (a: number) => void;
export const __wbindgen_export5: () => number;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_add_to_stack_pointer: (a: number) => number;
export const __wbindgen_export6: (a: number) => void;
export const __wbindgen_start: () => void;
