// Builds what the two pages need from npm packages and from `style/` into the git-ignored `generated/`:
// the stylesheets, the icon sprites and the font files. Files are only written when they changed, so
// that a watcher does not run in circles.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const generated = join(root, 'generated');
const modules = join(root, 'node_modules');

async function write(path, content) {
  const before = await readFile(path).catch(() => null);
  if (before && before.equals(Buffer.from(content))) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Inter's upright subsets under hashed names, and the `@font-face` rules that name them. */
async function fonts() {
  const inter = join(modules, '@fontsource-variable/inter');
  let css = await readFile(join(inter, 'wght.css'), 'utf8');
  const kept = new Set();
  let preload = '';
  for (const [, file] of css.matchAll(/url\(\.\/files\/([^)]+\.woff2)\)/g)) {
    const bytes = await readFile(join(inter, 'files', file));
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const name = file.replace('.woff2', `-${hash}.woff2`);
    css = css.replace(`./files/${file}`, `/fonts/${name}`);
    await write(join(generated, 'fonts', name), bytes);
    kept.add(name);
    if (file.startsWith('inter-latin-wght')) {
      preload = `<link rel="preload" href="/fonts/${name}" as="font" type="font/woff2" crossorigin>\n`;
    }
  }
  for (const name of await readdir(join(generated, 'fonts'))) {
    if (!kept.has(name)) await rm(join(generated, 'fonts', name));
  }
  await write(join(generated, 'inter.css'), css);
  await write(join(generated, 'preload.html'), preload);
}

/** One `<symbol>` per name of the list; stroke and size come from the class `icon`. */
async function sprite(list, output) {
  const names = (await readFile(join(root, 'icons', list), 'utf8')).split('\n').map((line) => line.trim());
  let symbols = '';
  for (const name of names.filter(Boolean)) {
    const svg = await readFile(join(modules, 'lucide-static/icons', `${name}.svg`), 'utf8');
    const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
    symbols += `<symbol id="i-${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, '')}</symbol>`;
  }
  const open = '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" class="sprite" aria-hidden="true">';
  await write(join(generated, output), `${open}${symbols}</svg>\n`);
}

async function styles() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['style/staff.css', 'style/guest.css'],
    outdir: 'generated',
    bundle: true,
    minify: true,
    external: ['/fonts/*'],
    logLevel: 'warning',
    write: false,
  });
  for (const file of result.outputFiles) await write(file.path, file.contents);
}

await mkdir(join(generated, 'fonts'), { recursive: true });
await Promise.all([fonts(), sprite('staff.txt', 'staff-icons.svg'), sprite('guest.txt', 'guest-icons.svg')]);
await styles();
