import * as import1 from "./app-wasm_split-4f34e49844271fb8.js"
import { now } from './snippets/app-1/inline0.js';

export class Kept {
    free() { wasm.__wbg_kept_free(this.__wbg_ptr, 0); }
}
if (Symbol.dispose) Kept.prototype[Symbol.dispose] = Kept.prototype.free;


export function start() {
    wasm.start();
    return new Kept(now());
}
const KeptFinalization = new FinalizationRegistry(ptr => wasm.__wbg_kept_free(ptr, 1));

function imports() {
    return { "./__wasm_split.js": import1 };
}
async function init(module_or_path) {
    module_or_path ??= new URL('app-4f34e49844271fb8_bg.wasm', import.meta.url);
    return WebAssembly.instantiateStreaming(fetch(module_or_path), imports());
}
export { init as default };
