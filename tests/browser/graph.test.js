// The overview of dots on the graph page, of a small log and of a large one.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { Site, launch, open, visit } from './site.js';

const STATUSES = ['accepted', 'accepted', 'proposed', 'rejected', 'deprecated'];
const TRIGGERS = ['today >= 2020-01-01', 'today >= 2999-01-01', 'no.such.metric > 1'];

/** A log of `length` decisions of ten years and 20 tags, of which every third replaces the one three before it. */
function logOf(length) {
  const records = Array.from({ length }, (_, at) => {
    const number = at + 1;
    const successor = number % 3 === 0 && number % 12 !== 0 && number + 3 <= length ? number + 3 : null;
    const status = successor ? 'superseded' : STATUSES[at % STATUSES.length];
    const date = at % 17 === 16 ? '' : `date = ${2016 + Math.floor((10 * at) / length)}-03-01\n`;
    const tags = at % 13 === 12 ? '' : `tags = ["tag-${(at * at) % 20}"]\n`;
    const replaced = successor ? `superseded_by = ${successor}\n` : '';
    const trigger = `[[revisit]]\nid = "a"\nwhen = '${TRIGGERS[at % TRIGGERS.length]}'\n`;
    const front = `status = "${status}"\n${date}${tags}${replaced}${trigger}`;
    return [`${String(number).padStart(4, '0')}-d.md`, `\`\`\`toml\n${front}\`\`\`\n\n# Decide about number ${number}\n`];
  });
  return Object.fromEntries(records);
}

const LENGTHS = [1, 6, 300];
let browser;
let sites;

before(async () => {
  browser = await launch();
  sites = new Map(LENGTHS.map((length) => [length, Site.of(logOf(length))]));
});
after(async () => {
  sites?.forEach((site) => site.remove());
  await browser?.close();
});

async function onEachGraph(options, look) {
  const tab = await open(browser, options);
  for (const [length, site] of sites) {
    assert.deepEqual(await visit(tab, site, 'graph.html'), []);
    await look(tab, length, site);
  }
  await tab.context().close();
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing among the dots, ${colorScheme}`, () =>
    onEachGraph({ colorScheme }, async (tab) => {
      await tab.evaluate(axe.source);
      const { violations } = await tab.evaluate(() => window.axe.run({ preload: false }));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
    }));
}

for (const width of [360, 1280]) {
  test(`at ${width} pixels each decision has one dot, no two overlap, and the page does not scroll sideways`, () =>
    onEachGraph({ viewport: { width, height: 800 } }, async (tab, length) => {
      const { dots, wide } = await tab.evaluate(() => ({
        dots: [...document.querySelectorAll('.dots td > a')].map((dot) => {
          const { left, top, width, height } = dot.getBoundingClientRect();
          return { left, top, width, height, name: dot.title };
        }),
        wide: document.documentElement.scrollWidth,
      }));
      assert.equal(new Set(dots.map(({ name }) => name)).size, length);
      assert.equal(dots.length, length);
      assert.ok(wide <= width, `${wide} wide`);
      dots.forEach((a, at) => {
        assert.ok(a.width >= 24 && a.height >= 24, JSON.stringify(a));
        const overlapping = dots
          .slice(at + 1)
          .find((b) => a.left < b.left + b.width - 0.5 && b.left < a.left + a.width - 0.5 && a.top < b.top + b.height - 0.5 && b.top < a.top + a.height - 0.5);
        assert.equal(overlapping, undefined, a.name);
      });
    }));
}

test('a dot of a linked decision opens its lineage alone, any other dot the page of its record', async () => {
  const tab = await open(browser, { javaScriptEnabled: false });
  const site = sites.get(300);
  await tab.goto(site.url('graph.html'));
  const sections = tab.locator('.lineages > section:visible');
  assert.ok((await sections.count()) > 5);
  await tab.click('.dots a[title^="ADR-0003:"]');
  assert.equal(await sections.count(), 1);
  assert.ok(await tab.locator('#adr-0003').isVisible());
  await tab.click('.show-all a');
  assert.ok((await sections.count()) > 5);
  await tab.click('.dots a[title^="ADR-0001:"]');
  assert.equal(tab.url(), site.url('0001-d.html'));
  await tab.context().close();
});

test('the keyboard skips the dots', async () => {
  const tab = await open(browser);
  await visit(tab, sites.get(300), 'graph.html');
  const skip = tab.locator('.timeline .skip');
  await skip.focus();
  const { x, y } = await skip.boundingBox();
  assert.ok(x >= 0 && y >= 0);
  await tab.keyboard.press('Enter');
  await tab.keyboard.press('Tab');
  assert.ok(await tab.evaluate(() => document.activeElement.closest('.lineages') !== null));
  await tab.context().close();
});
