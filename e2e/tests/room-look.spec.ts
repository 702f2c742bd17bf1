/** The room's look: in three languages, accessible, at every size. */

import AxeBuilder from '@axe-core/playwright';
import { expect, happened, inside, openRoom, test } from '../room';

for (const [lang, alone, leave] of [
  ['en', 'Nobody else is here yet.', 'Leave'],
  ['fr-CA', 'Il n’y a encore personne d’autre.', 'Quitter'],
  ['es', 'Todavía no hay nadie más.', 'Salir'],
] as const) {
  test(`the room speaks ${lang} and passes axe`, async ({ page, rooms, call }) => {
    await openRoom(page, rooms, call, { lang, moderator: true });
    await expect(inside(page).getByText(alone)).toBeVisible();
    await expect(inside(page).getByRole('button', { name: leave, exact: true })).toBeVisible();
    await expect(inside(page).locator('html')).toHaveAttribute('lang', lang.slice(0, 2));
    const report = await new AxeBuilder({ page }).include(['iframe', 'html']).analyze();
    expect(report.violations).toEqual([]);
  });
}

test('six people fit on a phone and on a wide screen without overlap', async ({ page, rooms, call }) => {
  for (const name of ['María del Carmen Fernández de la Torre y Villalobos Guzmán', 'محمد رضا', '李小龍', 'Nguyễn Thị Hương', 'Бо']) {
    rooms.ghost(call, name);
  }
  await openRoom(page, rooms, call, { name: 'Ana López' });
  await happened(page, 'videoConferenceJoined');
  for (const [width, height] of [[360, 640], [1440, 900], [640, 360]] as const) {
    await page.setViewportSize({ width, height });
    const tiles = inside(page).locator('.tile');
    await expect(tiles).toHaveCount(6);
    const boxes = await tiles.evaluateAll((all) => all.map((tile) => tile.getBoundingClientRect().toJSON() as DOMRect));
    boxes.forEach((box, at) => {
      expect(box.width, `${width}`).toBeGreaterThan(80);
      expect(box.height, `${width}`).toBeGreaterThan(60);
      expect(box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height, `${width}: inside`).toBe(true);
      for (const other of boxes.slice(at + 1)) {
        const apart = box.right <= other.left + 1 || other.right <= box.left + 1 || box.bottom <= other.top + 1 || other.bottom <= box.top + 1;
        expect(apart, `${width}: apart`).toBe(true);
      }
    });
  }
});

test('reduced motion stops every animation', async ({ page, rooms, call }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openRoom(page, rooms, call);
  await happened(page, 'videoConferenceJoined');
  const moving = await page.frames()[1]?.evaluate(() =>
    [...document.querySelectorAll('*')].filter((element) => {
      const style = getComputedStyle(element);
      return style.animationName !== 'none' || (style.transitionDuration !== '0s' && style.transitionProperty !== 'none');
    }).length,
  );
  expect(moving).toBe(0);
});
