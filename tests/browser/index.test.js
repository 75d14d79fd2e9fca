// The index as its reader works with it: filters, search, order, what the URL keeps, the keyboard alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { Site, faults, launch, open } from './site.js';

const record = ({ title, status = 'accepted', date, deciders, tags = [], when, more = '', body = '' }) => `\`\`\`toml
status = "${status}"
date = ${date}
deciders = ${JSON.stringify(deciders)}
tags = ${JSON.stringify(tags)}
${more}
${when ? `[[revisit]]\nwhen = '${when}'\n` : ''}\`\`\`

# ${title}

${body}
`;

const LOG = {
  'adr.toml': '[metrics."team.size"]\nunit = "count"\nmax_age = "never"\n',
  'observations/2026/20260301T000000Z-0123456789abcdef.jsonl':
    '{"metric":"team.size","at":"2026-03-01T00:00:00Z","value":"9","unit":"count","source":"hr"}\n',
  '0001-queue.md': record({ title: 'Queue jobs in a table', date: '2025-01-10', deciders: ['mara', 'ben'], tags: ['jobs'], when: 'team.size > 8' }),
  '0002-search.md': record({ title: 'Search with an index', date: '2025-06-01', deciders: ['ben'], tags: ['search', 'storage'], when: 'team.size > 20', body: '## Alternatives Rejected\n\n- **Sendmail through a relay:** no index of what it sent.' }),
  '0003-cache.md': record({ title: 'Cache in process', status: 'proposed', date: '2026-02-03', deciders: ['zoe', 'Roe, Ann'], tags: ['storage'], when: 'cache.misses > 3', body: '## Context\n\nNo relay is near.' }),
  '0004-mail.md': record({ title: 'Mail through a relay', date: '2024-11-30', deciders: ['mara'], tags: [], when: 'mail.rate > 10/s', body: '## Alternatives Rejected\n\n- **Postfix:** nobody runs it; größere Mengen were migrated twice.\n- **Sendmail:** its rules are code.' }),
  '0010-old.md': record({ title: 'An older queue', status: 'superseded', date: '2024-01-01', deciders: ['mara'], tags: ['jobs'], more: 'superseded_by = 1' }),
};

let browser;
let site;
let tab;

before(async () => {
  browser = await launch();
  site = Site.of(LOG);
  tab = await open(browser);
});
after(async () => {
  site?.remove();
  await browser?.close();
});

/** Opens the index as a link with `query` would. */
async function index(query = '') {
  await tab.goto('about:blank');
  await tab.goto(site.url('index.html') + query);
  tab.faults.splice(0);
}

/** The numbers of the rows that are shown, in their order. */
async function shown() {
  assert.deepEqual(await faults(tab), []);
  const numbers = await tab.locator('.index tbody tr:visible td:first-child').allTextContents();
  return numbers.map((number) => Number(number.replace('ADR-', ''))).join(' ');
}

const query = () => new URL(tab.url()).search || new URL(tab.url()).hash.slice(1);

test('each filter shows its rows, tells how many, and stands in the URL', async () => {
  for (const [name, value, expected] of [
    ['status', 'superseded', '10'],
    ['triggers', 'fired', '1'],
    ['triggers', 'holding', '2'],
    ['triggers', 'unknown', '4'],
    ['tag', 'storage', '3 2'],
    ['decider', 'mara', '1 4 10'],
  ]) {
    await index();
    await tab.selectOption(`[name=${name}]`, value);
    assert.equal(await shown(), expected, name);
    assert.equal(await tab.innerText('.found'), `${expected.split(' ').length} of 5 decisions`);
    assert.equal(query(), `?${name}=${value}`);
  }
});

test('every filter offers what the log has, and nothing else', async () => {
  await index();
  const offered = (name) => tab.locator(`[name=${name}] option`).allTextContents();
  assert.deepEqual(await offered('status'), ['any status', 'Accepted', 'Proposed', 'Superseded']);
  assert.deepEqual(await offered('triggers'), ['any triggers', 'Due', 'No verdict', 'Holding']);
  assert.deepEqual(await offered('tag'), ['any tag', 'jobs', 'search', 'storage']);
  assert.deepEqual(await offered('decider'), ['any decider', 'ben', 'mara', 'Roe, Ann', 'zoe']);
  await tab.selectOption('[name=decider]', 'Roe, Ann');
  assert.equal(await shown(), '3');
});

/** Puts `words` into the search field, once its index is there. */
async function search(words) {
  await tab.locator('[name=q]').focus();
  await tab.waitForFunction(() => adrSearch.isLoaded());
  await tab.fill('[name=q]', words);
}

test('search narrows with every key, in titles and tags, and shows the best first', async () => {
  await index();
  await search('');
  const seen = [];
  for (const key of 'mail') {
    await tab.locator('[name=q]').press(key);
    seen.push(await shown());
  }
  assert.deepEqual(seen, ['4', '4', '4', '4']);
  for (const [words, expected] of [
    ['QUEUE older', '10'],
    ['queue', '1 10'],
    ['storage', '3 2'],
    ['ADR-3', '3'],
    ['3', '3'],
    ['adr-0010', '10'],
    // A title before a rejected option before a text.
    ['relay', '4 2 3'],
    ['', '3 2 1 4 10'],
  ]) {
    await search(words);
    assert.equal(await shown(), expected, words);
  }
});

test('search finds words that stand only in the prose, their forms, and words with a slip', async () => {
  await index();
  for (const [words, expected] of [
    ['postfix', '4'],
    ['POST', '4'],
    ['migrating', '4'],
    ['größere', '4'],
    ['the postfix relay', '4'],
    ['runs-it', '4'],
    ['gration', ''],
    ['posfix', '4'],
    ['pstfix', '4'],
    ['qzxv', ''],
  ]) {
    await search(words);
    assert.equal(await shown(), expected, words);
  }
  await search('posfix');
  assert.match(await tab.innerText('.found'), /1 of 5 decisions · Searched for “postfix” instead of “posfix”/);
  await search('postfix queue');
  assert.match(await tab.innerText('.found'), /No decision has all the words; these have most of them/);
  await search('qzxv');
  assert.match(await tab.innerText('.found'), /Nothing found for “qzxv” in the titles, tags, texts and rejected options of 5 decisions/);
  // A link with words finds them without a touch of the keyboard.
  await index('?q=postfix');
  await tab.waitForFunction(() => document.querySelectorAll('.index tbody tr:not([hidden])').length === 1);
  assert.equal(await shown(), '4');
});

test('a hit on a rejected option says why it was rejected, and whether that still holds', async () => {
  await index();
  await search('sendmail');
  await tab.waitForFunction(() => document.querySelector('.rejected-here')?.textContent.includes(','));
  assert.equal(await shown(), '2 4');
  assert.deepEqual(await tab.locator('.rejected-here').allInnerTexts(), [
    'rejected here: Sendmail through a relay, no index of what it sent; still holds',
    'rejected here: Sendmail, its rules are code; no verdict on whether it still holds',
  ]);
  await search('');
  assert.equal(await tab.locator('.rejected-here').count(), 0);
});

test('since and until take a year, a month or a day', async () => {
  for (const [since, until, expected] of [
    ['2025', '', '3 2 1'],
    ['', '2024', '4 10'],
    ['2025-06', '2026-02', '3 2'],
    ['2024-11-30', '2025-01-10', '1 4'],
  ]) {
    await index();
    await tab.fill('[name=since]', since);
    await tab.fill('[name=until]', until);
    assert.equal(await shown(), expected, `${since} to ${until}`);
  }
});

test('a heading orders by its column, and the other way round when it is pressed again', async () => {
  await index();
  const heading = (name) => tab.locator('.index th', { hasText: name });
  for (const [name, up, down] of [
    ['Number', '1 2 3 4 10', '10 4 3 2 1'],
    ['Decision', '10 3 4 1 2', '2 1 4 3 10'],
    ['Date', '10 4 1 2 3', '3 2 1 4 10'],
    // What has no state comes last, or first.
    ['Triggers', '1 4 2 3 10', '10 3 2 4 1'],
  ]) {
    await heading(name).getByRole('button').click();
    assert.equal(await shown(), up, name);
    assert.equal(await heading(name).getAttribute('aria-sort'), 'ascending');
    await heading(name).getByRole('button').click();
    assert.equal(await shown(), down, name);
    assert.equal(await heading(name).getAttribute('aria-sort'), 'descending');
    assert.equal(await tab.locator('[aria-sort]').count(), 1);
  }
});

test('a link restores filters, words and order, and what it names wrongly is left out', async () => {
  for (const [link, expected] of [
    ['?status=accepted&decider=mara&sort=-date', '1 4'],
    ['?q=queue&until=2024', '10'],
    ['?tag=jobs&status=superseded', '10'],
    ['?status=nonsense&sort=nonsense&x=1', '3 2 1 4 10'],
    // As a page from a file keeps them where its query may not change.
    ['#?tag=storage&sort=-number', '3 2'],
  ]) {
    await index(link);
    assert.equal(await shown(), expected, link);
  }
  await index('?status=accepted&decider=mara&sort=-date');
  assert.equal(await tab.inputValue('[name=status]'), 'accepted');
  assert.equal(await tab.inputValue('[name=decider]'), 'mara');
});

test('what a reader chose is there again after going to a decision and back, and after a reload', async () => {
  await index();
  await tab.selectOption('[name=tag]', 'jobs');
  await tab.click('.index th:nth-child(5) button');
  assert.equal(await shown(), '10 1');
  await tab.click('.index a[href^="0010"]');
  assert.equal(await tab.innerText('h1'), 'An older queue');
  await tab.goBack();
  assert.equal(await shown(), '10 1');
  await tab.reload();
  assert.equal(await shown(), '10 1');
  await tab.click('.filters [type=reset]');
  assert.equal(await shown(), '3 2 1 4 10');
  assert.equal(query(), '');
});

test('the keyboard alone searches, filters, orders, and opens a decision', async () => {
  await index();
  const focus = (property) => tab.evaluate((name) => document.activeElement[name], property);
  const tabTo = async (wanted) => {
    for (let stop = 0; stop < 40; stop += 1) {
      await tab.keyboard.press('Tab');
      const at = await tab.evaluate(() => document.activeElement.name || document.activeElement.textContent);
      if (at === wanted) return;
    }
    assert.fail(`no key leads to ${wanted}`);
  };
  await tab.keyboard.press('/');
  assert.equal(await focus('name'), 'q');
  await tab.waitForFunction(() => adrSearch.isLoaded());
  await tab.keyboard.type('queue');
  assert.equal(await shown(), '1 10');
  await tabTo('status');
  await tab.keyboard.type('Acc');
  assert.equal(await shown(), '1');
  await tabTo('Clear');
  await tab.keyboard.press('Enter');
  assert.equal(await shown(), '3 2 1 4 10');
  assert.equal(await focus('name'), 'q', 'the button is gone, the focus is not');
  await tabTo('Date');
  await tab.keyboard.press('Space');
  assert.equal(await shown(), '10 4 1 2 3');
  await tabTo('An older queue');
  await tab.keyboard.press('Enter');
  await tab.waitForURL(/0010/);
});

test('a phone folds the filters away until one is wanted, or the link has one', async () => {
  const narrow = await open(browser, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
  const status = narrow.locator('[name=status]');
  await narrow.goto(site.url('index.html'));
  assert.equal(await status.isVisible(), false);
  await narrow.locator('[name=q]').press('Tab');
  await narrow.keyboard.press('Enter');
  assert.equal(await status.isVisible(), true);
  await narrow.selectOption('[name=status]', 'proposed');
  assert.deepEqual(await narrow.locator('.index tbody tr:visible a').allInnerTexts(), ['Cache in process']);
  await narrow.reload();
  assert.equal(await status.isVisible(), true);
  assert.equal(await narrow.evaluate(() => document.documentElement.scrollWidth), 360);
  await narrow.evaluate(axe.source);
  const { violations } = await narrow.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]), []);
  // Turned to its side, or on a desk, everything is there.
  await narrow.goto(site.url('index.html'));
  await narrow.setViewportSize({ width: 1100, height: 740 });
  await status.waitFor({ state: 'visible' });
  await narrow.context().close();
});

test('without JavaScript the index is whole, in order, and has no control that does nothing', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto(`${site.url('index.html')}?status=superseded`);
  assert.equal(await page.locator('.index tbody tr:visible').count(), 5);
  assert.equal(await page.locator('input, select, button').count(), 0);
  await plain.close();
});

test('paper has the rows that were chosen, and nothing to press', async () => {
  await index('?tag=storage');
  await tab.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.equal(await shown(), '3 2');
  assert.equal(await tab.locator('input:visible, select:visible, .filters button:visible, nav:visible').count(), 0);
  await tab.emulateMedia({ media: null, colorScheme: null });
});
