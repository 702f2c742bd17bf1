/** The checks that other tests rely on do find what they look for. */

import { expect, test } from '@playwright/test';
import { expectAccessible } from '../support/accessible';
import { inEveryLook } from '../support/pictures';

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><title>Test</title><meta name="viewport" content="width=device-width"></head><body>${body}</body></html>`;

test('a page that axe finds fault with fails, with the rule’s name', async ({ page: tab }) => {
  await tab.setContent(page('<main><h1>Title</h1><img src="data:," /></main>'));
  await expect(expectAccessible(tab)).rejects.toThrow(/image-alt/);
  await tab.setContent(page('<main><h1>Title</h1><img src="data:," alt="A picture" /></main>'));
  await expectAccessible(tab);
});

test('a page wider than a phone fails, and the window is left as it was', async ({ page: tab }) => {
  await tab.setViewportSize({ width: 800, height: 600 });
  await tab.setContent(page('<main><h1>Title</h1></main>'));
  const looks: string[] = [];
  await inEveryLook(tab, async (look) => void looks.push(look));
  expect(looks).toEqual(['1440-light', '1440-dark', '360-light', '360-dark']);
  expect(tab.viewportSize()).toEqual({ width: 800, height: 600 });
  await tab.setContent(page('<main style="width: 500px"><h1>Title</h1></main>'));
  await expect(inEveryLook(tab, async () => undefined)).rejects.toThrow(/360 px the page is wider/);
});
