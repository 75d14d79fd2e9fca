// A record's page as its reader works with it: contents, facts that stay in sight, code to copy, links to other records.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { Site, faults, launch, open, visit } from './site.js';

const FRONT = '```toml\nstatus = "accepted"\ndate = 2026-03-02\n[[revisit]]\nid = "team"\nwhen = "today >= 2026-05-01"\n```\n\n';
const TEXT = 'We keep orders in one place, as ADR-0003 says. '.repeat(40);
const SECTIONS = ['Context', 'Decision', 'Consequences', 'Notes', 'More'];
const CODE = 'select *\n  from "orders" -- <b>&amp;</b>\n';
const LOG = {
  '0001-long.md': `${FRONT}# Keep orders\n\n\`\`\`sql\n${CODE}\`\`\`\n\n${SECTIONS.map((name) => `## ${name}\n\n${TEXT}\n`).join('\n')}\n## Trigger team\n`,
  '0002-title.md': `${FRONT}# ${'wrapped '.repeat(120)}${'W'.repeat(1040)}\n`,
  '0003-old.md': '```toml\nstatus = "superseded"\nsuperseded_by = 4\n```\n\n# An older one\n',
  '0004-new.md': '```toml\nstatus = "accepted"\nsupersedes = [3]\n```\n\n# A newer one\n',
  '0005-rtl.md': `${FRONT}# החלטה\n\n## הקשר\n\nשלום world\n\n- פריט\n`,
};

let browser;
let site;

before(async () => {
  browser = await launch();
  site = Site.of(LOG);
});
after(async () => {
  site?.remove();
  await browser?.close();
});

async function record(page, options = {}) {
  const tab = await open(browser, options);
  assert.deepEqual(await visit(tab, site, page), []);
  return tab;
}

test('code is copied by keyboard, and that is announced', async () => {
  const tab = await record('0001-long.html', { permissions: ['clipboard-read', 'clipboard-write'] });
  await tab.focus('.prose pre');
  await tab.keyboard.press('Tab');
  assert.equal(await tab.evaluate(() => document.activeElement.className), 'copy');
  assert.equal(await tab.locator('.copy').evaluate((button) => getComputedStyle(button).opacity), '1');
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(() => document.querySelector('.copy-status').textContent === 'Copied');
  assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), CODE);
  await tab.context().close();
});

test('without a clipboard the code is copied in the old way, or at least selected', async () => {
  const tab = await open(browser);
  await tab.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    document.execCommand = () => false;
  });
  assert.deepEqual(await visit(tab, site, '0001-long.html'), []);
  await tab.locator('.copy').focus();
  await tab.keyboard.press('Space');
  await tab.waitForFunction(() => /^Selected/.test(document.querySelector('.copy-status').textContent));
  assert.equal(await tab.evaluate(() => getSelection().toString().trimEnd()), CODE.trimEnd());
  await tab.context().close();
});

test('without JavaScript nothing offers to copy', async () => {
  const tab = await record('0001-long.html', { javaScriptEnabled: false });
  assert.equal(await tab.locator('button').count(), 0);
  await tab.context().close();
});

test('the contents lead to each section, and stay in sight on a wide screen', async () => {
  const tab = await record('0001-long.html', { viewport: { width: 1300, height: 500 } });
  const links = tab.locator('.contents a');
  assert.deepEqual(await links.allInnerTexts(), [...SECTIONS, 'Trigger team', 'Triggers']);
  for (const link of await links.all()) {
    await link.click();
    const target = decodeURIComponent(new URL(tab.url()).hash.slice(1));
    assert.equal(await tab.evaluate((id) => document.querySelectorAll(`[id="${id}"]`).length, target), 1, target);
    assert.ok(await link.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }), target);
  }
  const facts = await tab.locator('.facts').evaluate((element) => element.getBoundingClientRect().height);
  assert.ok(facts <= 500);
  await tab.setViewportSize({ width: 700, height: 500 });
  assert.equal(await tab.locator('.facts').evaluate((element) => getComputedStyle(element).position), 'static');
  await tab.context().close();
});

test('a trigger has an anchor of its own beside a heading of its name', async () => {
  const tab = await record('0001-long.html');
  await tab.goto(`${site.url('0001-long.html')}#trigger-team`);
  assert.equal(await tab.locator(':target h3').innerText(), 'Due team');
  await visit(tab, site, 'board.html');
  await tab.locator('.card a').first().click();
  assert.match(tab.url(), /0001-long\.html#trigger-team$/);
  await tab.context().close();
});

test('a mention leads to the record, and to the one that replaced it', async () => {
  const tab = await record('0001-long.html');
  const [old, successor] = await tab.locator('.mention').evaluateAll((links) => links.slice(0, 2).map(({ title, innerText }) => [innerText, title]));
  assert.deepEqual(old, ['ADR-0003', 'An older one (superseded)']);
  assert.deepEqual(successor, ['0004', 'A newer one']);
  await tab.locator('.mention').first().click();
  assert.equal(tab.url(), site.url('0003-old.html'));
  assert.deepEqual(await tab.locator('.cited-by a').allInnerTexts(), ['ADR-0001: Keep orders']);
  await tab.context().close();
});

for (const width of [360, 1300]) {
  test(`a title of 2,000 characters fits ${width} pixels`, async () => {
    for (const page of ['0001-long.html', '0002-title.html', '0003-old.html', '404.html']) {
      const tab = await record(page, { viewport: { width, height: 740 } });
      assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth), page);
      const size = await tab.locator('h1').evaluate((title) => parseFloat(getComputedStyle(title).fontSize));
      if (page === '0002-title.html') assert.ok(size < 20, `${size}px`);
      await tab.context().close();
    }
  });
}

test('a title and prose in Hebrew run from right to left', async () => {
  const tab = await record('0005-rtl.html', { viewport: { width: 1300, height: 740 } });
  for (const part of ['.prose h2', '.prose p', '.prose li']) {
    assert.equal(await tab.locator(part).first().evaluate((element) => getComputedStyle(element).direction), 'rtl', part);
  }
  await tab.context().close();
});

test('no page has a fault that a machine can find', async () => {
  for (const page of ['0001-long.html', '0003-old.html', '404.html']) {
    for (const colorScheme of ['light', 'dark']) {
      const tab = await record(page, { colorScheme, viewport: { width: 1300, height: 400 } });
      await tab.evaluate(axe.source);
      const { violations } = await tab.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], `${page} ${colorScheme}`);
      await tab.context().close();
    }
  }
});
