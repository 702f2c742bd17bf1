/** The demo practice that a first start shows. */

import { expect, test } from '../support/fixtures';
import { PEOPLE, type Person, signIn } from '../support/people';

test('everyone of the demo practice can sign in with the printed password', async ({ browser, server }) => {
  for (const [person, { name, role }] of Object.entries(PEOPLE)) {
    const context = await browser.newContext();
    await signIn(context, server.url, person as Person);
    const me = await (await context.request.get(`${server.url}/api/v1/me`)).json();
    expect(me).toMatchObject({ name, role });
    await context.close();
  }
});
