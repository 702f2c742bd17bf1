// Builds the built-in room: `node room/build.mjs [directory]`; without an argument into $ROOM_OUT_DIR, or else into
// frontend/generated/room.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? process.env.ROOM_OUT_DIR ?? join(here, '../generated/room'));
const icons = ['mic', 'mic-off', 'video', 'video-off', 'phone-off', 'volume-2', 'signal-low', 'users', 'loader-circle', 'circle-alert'];

/** One SVG sprite of the few Lucide icons that the room shows. */
async function sprite() {
  const symbols = await Promise.all(icons.map(async (name) => {
    const svg = await readFile(join(here, '../node_modules/lucide-static/icons', `${name}.svg`), 'utf8');
    const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner.replace(/\s+/g, ' ')}</symbol>`;
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

await mkdir(out, { recursive: true });
const shared = { bundle: true, minify: true, target: 'es2022', logLevel: 'warning', legalComments: 'none' };
await Promise.all([
  build({ ...shared, entryPoints: [join(here, 'room.ts')], format: 'esm', outfile: join(out, 'room.js') }),
  build({ ...shared, entryPoints: [join(here, 'signal/beat-worker.ts')], format: 'iife', outfile: join(out, 'beat-worker.js') }),
  build({ ...shared, entryPoints: [join(here, 'external_api.ts')], format: 'iife', outfile: join(out, 'external_api.js') }),
  build({ ...shared, entryPoints: [join(here, 'room.css')], outfile: join(out, 'room.css') }),
  copyFile(join(here, 'index.html'), join(out, 'index.html')),
  sprite().then((svg) => writeFile(join(out, 'icons.svg'), svg)),
]);
console.log(`room: built into ${out}`);
