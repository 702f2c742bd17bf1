/** The application as it comes out of the build and the server: it starts, and the browser has nothing to complain of. */

import { expect, test } from '../support/fixtures';

test.use({ seed: 'empty' });

test('the staff’s application starts without a complaint from the browser', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto('/');
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
  // Being asked who one is, and being told that nobody is signed in yet, is no fault.
  expect(complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
});

test('files with a hash in their name are kept for ever, pages are asked for again', async ({ page, request }) => {
  const fetched = new Map<string, string>();
  page.on('response', async (response) => {
    fetched.set(new URL(response.url()).pathname, response.headers()['cache-control'] ?? '');
  });
  await page.goto('/');
  await expect(page.getByRole('main')).toBeVisible();
  expect(fetched.get('/')).toBe('no-cache');
  const hashed = [...fetched].filter(([path]) => /-[0-9a-f]{15,16}(_bg)?\.(js|wasm|css)$/.test(path));
  expect(hashed.length).toBeGreaterThanOrEqual(3);
  for (const [path, cache] of hashed) expect(cache, path).toContain('immutable');

  const wasm = hashed.find(([path]) => path.endsWith('.wasm'))?.[0] ?? '';
  const packed = await request.get(wasm, { headers: { 'accept-encoding': 'br' } });
  expect(packed.headers()['content-encoding']).toBe('br');
  expect((await request.get('/no-such-file.js')).status()).toBe(404);
});
