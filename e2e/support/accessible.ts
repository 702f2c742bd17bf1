/** Accessibility, checked by axe against WCAG 2.2 AA. */

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with one line per violation: the rule, where, and what to do. */
export async function expectAccessible(page: Page, inside?: string): Promise<void> {
  // A page in motion has half-transparent text, which has no contrast.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))));
  const builder = new AxeBuilder({ page }).withTags(RULES);
  const { violations } = await (inside ? builder.include(inside) : builder).analyze();
  const lines = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${help}\n  ${failureSummary ?? ''}`),
  );
  expect(lines.join('\n'), `accessibility of ${page.url()}`).toBe('');
}
