// What holds for every page of a log that nobody meant harm with.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RICH } from './rich.js';
import { Site, launch, open, visit } from './site.js';

let browser;
let sites;

before(async () => {
  browser = await launch();
  sites = [Site.shop(), Site.of(RICH)];
});
after(async () => {
  sites?.forEach((site) => site.remove());
  await browser?.close();
});

async function onEveryPage(options, look) {
  const tab = await open(browser, options);
  for (const site of sites) {
    for (const page of site.pages) {
      assert.deepEqual(await visit(tab, site, page), [], page);
      await look(tab, page, site);
    }
  }
  await tab.context().close();
}

test('every page has a language, a title, one first heading and a footer', () =>
  onEveryPage({}, async (tab, page) => {
    const seen = await tab.evaluate(() => ({
      lang: document.documentElement.lang,
      title: document.title.trim(),
      headings: document.querySelectorAll('h1').length,
      footer: document.querySelector('body > footer')?.innerText.trim(),
      policy: document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content,
    }));
    assert.equal(seen.lang, 'en', page);
    assert.ok(seen.title && seen.footer, page);
    assert.equal(seen.headings, 1, page);
    assert.match(seen.policy, /^default-src 'self'/, page);
  }));

test('every link inside the site leads to a page, and to a place in it', async () => {
  const ids = new Map();
  const links = [];
  await onEveryPage({}, async (tab, page, site) => {
    const seen = await tab.evaluate(() => ({
      ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
      links: [...document.querySelectorAll('[href], [src]')].map(
        // In a drawing `href` is an object.
        (element) => element.href?.baseVal?.replace(/^/, new URL('.', location.href).href) ?? (element.href || element.src),
      ),
    }));
    assert.equal(new Set(seen.ids).size, seen.ids.length, `${page} has an id twice`);
    ids.set(join(site.folder, page), seen.ids);
    links.push(...seen.links.filter((link) => link.startsWith('file:')).map((link) => [page, link]));
  });
  assert.ok(links.length > 50);
  for (const [page, link] of links) {
    const [path, anchor] = [fileURLToPath(link), decodeURIComponent(new URL(link).hash.slice(1))];
    assert.ok(ids.has(path) || readFileSync(path), `${page} leads to ${link}`);
    if (anchor) assert.ok(ids.get(path).includes(anchor), `${page} leads to ${link}`);
  }
});

test('every record is reached from the index by clicks', async () => {
  const tab = await open(browser);
  const [shop] = sites;
  for (const page of shop.pages.filter((name) => /^\d{4}-/.test(name))) {
    await visit(tab, shop, 'index.html');
    await tab.click(`td a[href="${page}"]`);
    assert.equal(tab.url(), shop.url(page));
    await tab.click('.site-title');
    assert.equal(tab.url(), shop.url('index.html'));
  }
  await tab.context().close();
});

test('without JavaScript every page shows the same words, but for what only JavaScript can do', async () => {
  const words = new Map();
  const text = async (tab) => {
    await tab.evaluate(() => document.querySelectorAll('.filters, .found, .copy, .copy-status').forEach((part) => part.remove()));
    return tab.locator('body').innerText();
  };
  await onEveryPage({}, async (tab, page, site) => words.set(site.url(page), await text(tab)));
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const tab = await plain.newPage();
  for (const [url, expected] of words) {
    await tab.goto(url);
    assert.equal(await text(tab), expected, url);
  }
  await plain.close();
});

test('what a record folds is hidden until it is opened', async () => {
  const tab = await open(browser);
  const [, rich] = sites;
  await visit(tab, rich, '0001-everything.html');
  const inside = tab.locator('.prose kbd').first();
  assert.equal(await inside.isVisible(), false);
  await tab.click('.prose summary >> nth=0');
  assert.equal(await inside.isVisible(), true);
  const words = await tab.innerText('.prose');
  assert.match(words, /Ctrl\+C, H\s*2\s*O, .* marked,\na break, 🎉/s);
  assert.doesNotMatch(words, /Not for readers/);
  await tab.context().close();
});

for (const width of [360, 780]) {
  test(`at ${width} pixels no page scrolls sideways`, () =>
    onEveryPage({ viewport: { width, height: 740 } }, async (tab, page) => {
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${page} is ${wide} wide`);
    }));
}

test('each focus the keyboard brings is seen', () =>
  onEveryPage({}, async (tab, page) => {
    const stops = await tab.evaluate(
      () =>
        [...document.querySelectorAll('a[href], [tabindex="0"], input:not([disabled]), select, summary, button:not([hidden])')].filter((element) => element.checkVisibility())
          .length,
    );
    for (let stop = 0; stop < stops; stop += 1) {
      await tab.keyboard.press('Tab');
      const focus = await tab.evaluate(() => {
        const element = document.activeElement;
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        return {
          element: element.outerHTML.slice(0, 100),
          outline: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && outlineColor !== 'rgba(0, 0, 0, 0)',
          inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        };
      });
      assert.ok(focus.outline && focus.inView, `${page}, stop ${stop}: ${JSON.stringify(focus)}`);
      if (stop === 0) assert.match(focus.element, /class="skip"/);
    }
  }));

test('dark and light differ, and each has its paper', async () => {
  const papers = {};
  for (const colorScheme of ['light', 'dark']) {
    await onEveryPage({ colorScheme }, async (tab) => {
      const paper = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = paper.match(/\d+/g).slice(0, 3).every((part) => Number(part) > 128);
      assert.equal(light, colorScheme === 'light');
      papers[colorScheme] = paper;
    });
  }
  assert.notEqual(papers.light, papers.dark);
});

test('paper shows the title on white and the whole width, and nothing to press or to skip with', () =>
  onEveryPage({ viewport: { width: 642, height: 900 }, colorScheme: 'dark' }, async (tab, page) => {
    await tab.emulateMedia({ media: 'print', colorScheme: 'dark' });
    assert.ok(await tab.locator('h1').isVisible(), page);
    const seen = await tab.evaluate(() => {
      const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
      const luminance = (colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
      const dark = shown('*').filter((element) => {
        const { backgroundColor } = getComputedStyle(element);
        return !/, 0\)$/.test(backgroundColor) && luminance(backgroundColor) < 200;
      });
      return {
        wide: document.documentElement.scrollWidth,
        pressed: shown('.filters, .skip, nav, .anchor, select, input:not([type=checkbox])').map((element) => element.outerHTML),
        dark: dark.map((element) => element.outerHTML.slice(0, 100)),
        paper: getComputedStyle(document.body).backgroundColor,
        pale: shown('a, p, h1, h2, td, dd').filter((element) => luminance(getComputedStyle(element).color) > 110).map((element) => element.outerHTML),
      };
    });
    assert.deepEqual(seen, { wide: seen.wide, pressed: [], dark: [], paper: 'rgb(255, 255, 255)', pale: [] }, page);
    assert.ok(seen.wide <= 642, `${page} is ${seen.wide} wide`);
    await tab.emulateMedia({ media: null });
  }));
