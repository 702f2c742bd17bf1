import { initSync } from "./app.js";

let sharedImports = undefined;
function getSharedImports() {
    if (sharedImports === undefined) {
        const { __indirect_function_table, memory,  } = initSync(undefined, undefined);
        sharedImports = { __wasm_split: { __indirect_function_table, memory,  } };
    }
    return sharedImports;
}
function wrapAsyncCb(callee) {
    return async (index, data) => { await callee(); };
}
function makeLoad(fetcher, deps) {
    return () => Promise.all(deps.map(d => d())).then(() => fetcher()(getSharedImports()));
}
/* entry, rest */
const __chunk_1 = makeLoad(() => {
    const src = fetch(new URL("./chunk_1.wasm", import.meta.url));
    return async (imports) => (await WebAssembly.instantiateStreaming(src, imports));
}
, []);
/* entry, rest, start */
const __chunk_2 = makeLoad(() => {
    const src = fetch(new URL("./chunk_2.wasm", import.meta.url));
    return async (imports) => (await WebAssembly.instantiateStreaming(src, imports));
}
, []);
/* rest, start */
const __chunk_3 = makeLoad(() => {
    const src = fetch(new URL("./chunk_3.wasm", import.meta.url));
    return async (imports) => (await WebAssembly.instantiateStreaming(src, imports));
}
, []);
export const __wasm_split_load_start = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_start.wasm", import.meta.url));
    return async (imports) => (await WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_2, __chunk_3]));
export const __wasm_split_load_entry = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_entry.wasm", import.meta.url));
    return async (imports) => (await WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_1, __chunk_2]));
export const __wasm_split_load_rest = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_rest.wasm", import.meta.url));
    return async (imports) => (await WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_1, __chunk_2, __chunk_3]));
