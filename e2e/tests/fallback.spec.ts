/** Where the application cannot start or has stopped: a page in plain words instead of a white one. */

import { expectAccessible } from '../support/accessible';
import { schedule } from '../support/calls';
import { expect, test } from '../support/fixtures';

const OLD = { 'en-CA': /too old/, 'fr-CA': /trop ancien/, 'es-MX': /demasiado antiguo/ };

test('a browser without WebAssembly is told which ones work, in its language', async ({ open }) => {
  for (const [locale, heading] of Object.entries(OLD)) {
    const page = await open('/healthz', { locale });
    await page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(page.getByText(/Firefox 125/)).toBeVisible();
    await expectAccessible(page);
  }
});

test('a client whose browser cannot compile the page reads the practice’s number', async ({ open }) => {
  const staff = await open('/video', { as: 'arash' });
  const { link } = await schedule(staff);
  const page = await open('/healthz', { locale: 'fr-CA' });
  await page.addInitScript(() => {
    const fail = () => Promise.reject(new WebAssembly.CompileError('an instruction this browser does not know'));
    Object.assign(WebAssembly, { instantiate: fail, instantiateStreaming: fail, compile: fail, compileStreaming: fail });
  });
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1, name: OLD['fr-CA'] })).toBeVisible();
  await expect(page.getByText(/iOS 16/)).toBeVisible();
  const call = page.getByRole('link', { name: /^\+1 / });
  await expect(call).toHaveAttribute('href', /^tel:\+1\d{10}$/);
  await expect(page.getByText('Maple Bridge Immigration')).toBeVisible();
  await expectAccessible(page);
});

test('a page whose module does not arrive says so and loads again', async ({ open }) => {
  const page = await open('/healthz');
  await page.route(/\.wasm$/, (route) => route.abort());
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { level: 1, name: 'The page did not arrive completely' })).toBeVisible();
  await page.unroute(/\.wasm$/);
  await page.getByRole('button', { name: 'Load again' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('a page that has stopped says so instead of looking alive', async ({ open }) => {
  const page = await open('/chat', { as: 'daniel' });
  await expect(page.getByRole('heading', { name: 'Chat', level: 1 })).toBeVisible();
  await page.evaluate(() => setTimeout(() => Promise.reject(new WebAssembly.RuntimeError('unreachable')), 0));
  await expect(page.getByRole('heading', { level: 1, name: 'The page has stopped' })).toBeVisible();
  await page.getByRole('button', { name: 'Load again' }).click();
  await expect(page.getByRole('heading', { name: 'Chat', level: 1 })).toBeVisible();
});
