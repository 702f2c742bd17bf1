/**
 * Pictures of a page as people see it: 1440 and 360 pixels wide, light and dark.
 *
 * `cargo xtask e2e --pictures` keeps them as docs/screenshots/<name>-<width>-<theme>.png; otherwise only the checks
 * are made: the page is accessible in both themes and never wider than the screen.
 */

import { resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible';

const FOLDER = resolve(import.meta.dirname, '../../docs/screenshots');
const SIZES = [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
];
const THEMES = ['light', 'dark'] as const;

export interface PictureOptions {
  /** The whole page instead of what fits the window. */
  fullPage?: boolean;
  /** What must be there before the picture is taken, at every size. */
  ready?: () => Promise<void>;
}

export async function picture(page: Page, name: string, options: PictureOptions = {}): Promise<void> {
  await inEveryLook(page, async (look) => {
    await options.ready?.();
    await expectAccessible(page);
    if (process.env['E2E_PICTURES']) {
      const path = resolve(FOLDER, `${name}-${look}.png`);
      await page.screenshot({ path, fullPage: options.fullPage ?? false, animations: 'disabled', caret: 'hide' });
    }
  });
}

/** Goes through sizes and themes; `look` is called with `1440-light` and the like. Fails where the page is too wide. */
export async function inEveryLook(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  const before = page.viewportSize();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const theme of THEMES) {
      await show(page, theme);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `at ${size.width} px the page is wider than the screen by`).toBeLessThanOrEqual(0);
      await look(`${size.width}-${theme}`);
    }
  }
  await show(page, 'light');
  if (before) await page.setViewportSize(before);
}

/** Both ways in which the page learns of the theme: the system's and the user's. */
async function show(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.evaluate((chosen) => document.documentElement.setAttribute('data-theme', chosen), theme);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
