/** The API's reference in a browser, under the policy it is served with. */

import { expect, test } from '../support/fixtures';

test('the reference shows every operation, and its policy stops nothing of it', async ({ open }) => {
  const page = await open('/healthz');
  const blocked: string[] = [];
  page.on('console', (line) => {
    if (line.type() === 'error') blocked.push(line.text());
  });
  page.on('pageerror', (error) => blocked.push(error.message));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`violates ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile} ${event.lineNumber}`);
    });
  });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).origin));

  await page.goto('/api/docs');
  await expect(page.getByRole('heading', { name: /^Liaison/ })).toBeVisible();
  const operations = page.locator('.opblock');
  await expect(operations.first()).toBeVisible();
  const described = (await (await page.request.get('/api/openapi.json')).json()) as { paths: Record<string, object> };
  const expected = Object.values(described.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
  await expect(operations).toHaveCount(expected);

  const me = page.locator('.opblock', { has: page.locator('[data-path="/api/v1/me"]') }).first();
  await me.getByRole('button').first().click();
  await me.getByRole('button', { name: 'Try it out' }).click();
  await me.getByRole('button', { name: 'Execute' }).click();
  await expect(me.locator('.live-responses-table tbody .response-col_status').first()).toContainText('401');

  const own = new URL(page.url()).origin;
  expect(asked.filter((origin) => origin !== own && origin !== 'null')).toEqual([]);
  // Nobody is signed in: the browser says so of the answer above, and of nothing else.
  expect(blocked.filter((line) => !line.includes('401'))).toEqual([]);
});
