// axe over every page, light, dark and on a phone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { RICH } from './rich.js';
import { DRAWINGS, Site, launch, open, visit } from './site.js';

let browser;
let sites;

before(async () => {
  browser = await launch();
  sites = [Site.shop(), new Site(DRAWINGS), Site.of(RICH)];
});
after(async () => {
  sites?.forEach((site) => site.remove());
  await browser?.close();
});

for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['light', 360]]) {
  test(`axe finds nothing, ${colorScheme}, ${width} pixels wide`, async () => {
    const tab = await open(browser, { colorScheme, viewport: { width, height: 800 } });
    for (const site of sites) {
      for (const page of site.pages) {
        await visit(tab, site, page);
        await tab.evaluate(axe.source);
        const { violations, passes } = await tab.evaluate(() => window.axe.run());
        const found = violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 200))]);
        assert.deepEqual(found, [], page);
        assert.ok(passes.some(({ id }) => id === 'color-contrast'), page);
      }
    }
    await tab.context().close();
  });
}
