// Usage, in the folder of the built application:
//   node compress.mjs write            puts .br and .gz beside every compressible file
//   node compress.mjs write-quickly    the same, for a build that is used once
//   node compress.mjs measure FILE…    prints "raw brotli name" per file, in bytes
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const COMPRESSIBLE = /\.(html|js|mjs|css|wasm|svg|json|txt|webmanifest|ico|map)$/;
const SMALLEST = 512;

const [mode, ...names] = process.argv.slice(2);
const quick = mode === 'write-quickly';

const brotli = (bytes) =>
  promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quick ? 2 : constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

async function* files(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

async function write(path) {
  const bytes = await readFile(path);
  if (bytes.length < SMALLEST) return;
  const [br, gz] = await Promise.all([brotli(bytes), promisify(gzip)(bytes, { level: quick ? 1 : 9 })]);
  // A copy that saves nothing only costs disk.
  if (br.length < bytes.length) await writeFile(`${path}.br`, br);
  if (gz.length < bytes.length) await writeFile(`${path}.gz`, gz);
}

async function measure(path) {
  const bytes = await readFile(path);
  const ready = await stat(`${path}.br`).catch(() => undefined);
  const size = ready?.size ?? (await brotli(bytes)).length;
  console.log(`${bytes.length} ${Math.min(size, bytes.length)} ${path}`);
}

if (mode !== 'measure') {
  for await (const path of files('.')) if (COMPRESSIBLE.test(path)) await write(path);
} else {
  for (const name of names) await measure(name);
}
