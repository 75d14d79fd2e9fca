// Search from every page: what it finds, what it says of rejected options, and the keyboard alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { Site, faults, launch, open, preview } from './site.js';

const decision = (title, { front = '', body = '' } = {}) => `\`\`\`toml
status = "accepted"
date = 2026-01-02
tags = ["storage"]
${front}\`\`\`

# ${title}

${body}
`;

const LOG = {
  '0001-queue.md': decision('Queue jobs in a table', {
    front: "\n[[revisit]]\nid = \"date\"\nwhen = 'today >= 2999-01-01'\n",
    body: '## Context\n\nA wombat asked for it.\n\n## Alternatives Rejected\n\n- **DynamoDB:** no transaction across the stock and payment tables.\n',
  }),
  '0002-wombats.md': decision('Count wombats', { body: '## Alternatives Rejected\n\n- **Redis:** loses what it holds.\n' }),
  '0012-cache.md': decision('Cache in process'),
};

let browser;
let site;
let served;

before(async () => {
  browser = await launch();
  site = Site.of(LOG);
  served = await preview(LOG);
});
after(async () => {
  site?.remove();
  await served?.end();
  await browser?.close();
});

const FROM = ['0002-wombats.html', 'board.html', 'rejected.html', 'graph.html'];

/** Types `words` into the search of the open page, and gives what it shows. */
async function found(tab, words) {
  const field = tab.locator('.site-search input');
  await field.focus();
  await tab.waitForFunction(() => adrSearch.isLoaded());
  await adrReasons(tab);
  await field.fill(words);
  return { hits: await tab.locator('.results li').allInnerTexts(), status: await tab.innerText('.results [role=status]') };
}

const adrReasons = (tab) => tab.waitForFunction(() => globalThis.adrSearchReasons);

async function answersFrom(url, home) {
  const tab = await open(browser, {}, home);
  for (const page of FROM) {
    await tab.goto(url(page));
    for (const [words, expected] of [
      // A title comes before a text.
      ['wombat', ['ADR-0002 Count wombats accepted', 'ADR-0001 Queue jobs in a table accepted']],
      [
        'did we already reject DynamoDB?',
        ['ADR-0001 Queue jobs in a table accepted\nrejected here: DynamoDB, no transaction across the stock and payment tables; still holds'],
      ],
      ['redis', ['ADR-0002 Count wombats accepted\nrejected here: Redis, loses what it holds; no trigger says whether it still holds']],
      ['ADR-12', ['ADR-0012 Cache in process accepted']],
      ['12', ['ADR-0012 Cache in process accepted']],
    ]) {
      const { hits } = await found(tab, words);
      assert.deepEqual(hits.map((hit) => hit.replaceAll(/\n+/g, '\n')), expected, `${page}: ${words}`);
    }
    const slip = await found(tab, 'dynamobd');
    assert.equal(slip.hits.length, 1);
    assert.equal(slip.status, 'Searched for “dynamodb” instead of “dynamobd”.');
    const nothing = await found(tab, 'zzz');
    assert.deepEqual(nothing.hits, []);
    assert.equal(nothing.status, 'Nothing found for “zzz” in the titles, tags, texts and rejected options of 3 decisions.');
    assert.deepEqual(await faults(tab), [], page);
  }
  await tab.context().close();
}

test('every page of files answers', () => answersFrom((page) => site.url(page), 'file://'));

test('every page of a preview answers', () => answersFrom((page) => served.url + page, served.url));

test('the keyboard alone goes to the search, through its hits, and to the whole list', async () => {
  const tab = await open(browser);
  await tab.goto(site.url('board.html'));
  await tab.keyboard.press('/');
  await tab.keyboard.type('wombat');
  await tab.locator('.results li').first().waitFor();
  await tab.keyboard.press('ArrowDown');
  await tab.keyboard.press('ArrowDown');
  assert.match(await tab.evaluate(() => document.activeElement.textContent), /Queue jobs/);
  await tab.keyboard.press('ArrowUp');
  await tab.keyboard.press('Enter');
  await tab.waitForURL(site.url('0002-wombats.html'));
  await tab.keyboard.press('/');
  await tab.keyboard.type('wombat');
  await tab.keyboard.press('Escape');
  assert.equal(await tab.inputValue('.site-search input'), '');
  assert.equal(await tab.locator('.results').isVisible(), false);
  await tab.keyboard.type('wombat');
  await tab.keyboard.press('Enter');
  await tab.waitForURL(/index\.html\?q=wombat/);
  await tab.waitForFunction(() => document.querySelector('.found').textContent.startsWith('2 of 3'));
  assert.deepEqual(await faults(tab), []);
  await tab.context().close();
});

for (const [colorScheme, width] of [['light', 1280], ['dark', 360]]) {
  test(`the hits are accessible and fit, ${colorScheme}, ${width} pixels wide`, async () => {
    const tab = await open(browser, { colorScheme, viewport: { width, height: 740 } });
    for (const page of FROM) {
      await tab.goto(site.url(page));
      await found(tab, 'dynamodb wombat');
      assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= width, page);
      const { x, width: wide } = await tab.locator('.results').boundingBox();
      assert.ok(x >= 0 && x + wide <= width, page);
      await tab.evaluate(axe.source);
      const { violations } = await tab.evaluate(() => window.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]), [], page);
    }
    await tab.emulateMedia({ media: 'print' });
    assert.equal(await tab.locator('.site-search').isVisible(), false);
    await tab.context().close();
  });
}

test('the index is loaded when somebody first searches, and nothing is asked for before', async () => {
  const tab = await open(browser);
  const asked = [];
  tab.on('request', (request) => asked.push(request.url().split('/').pop()));
  await tab.goto(site.url('board.html'));
  assert.deepEqual(asked.filter((name) => name.startsWith('search-')), []);
  await tab.keyboard.press('/');
  await adrReasons(tab);
  assert.deepEqual(asked.filter((name) => name.startsWith('search-')), ['search-index.js', 'search-reasons.js']);
  await tab.context().close();
});
