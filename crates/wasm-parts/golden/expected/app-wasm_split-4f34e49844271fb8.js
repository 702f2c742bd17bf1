import { initSync } from "./app-4f34e49844271fb8.js";

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
    const src = fetch(new URL("./app-chunk_1-4f34e49844271fb8.wasm", import.meta.url));
    return async (imports) => (await WebAssembly.instantiateStreaming(src, imports));
}
, []);
/* rest, start */
const __chunk_3 = makeLoad(() => {
    const src = fetch(new URL("./app-split_start-4f34e49844271fb8.wasm", import.meta.url));
    return async (imports) => (await WebAssembly.instantiateStreaming(src, imports));
}
, []);
export const __wasm_split_load_start = wrapAsyncCb(__chunk_3);
export const __wasm_split_load_entry = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./app-split_entry-4f34e49844271fb8.wasm", import.meta.url));
    return async (imports) => (await WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_1]));
export const __wasm_split_load_rest = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./app-split_rest-4f34e49844271fb8.wasm", import.meta.url));
    return async (imports) => (await WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_1, __chunk_3]));
