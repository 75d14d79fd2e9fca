// Payloads in every field of every record: nothing runs, with the page's policy or without it.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hostileAuthors, hostileLog } from './hostile.js';
import { PAYLOADS } from './payloads.js';
import { Site, faults, graphOf, launch, open, preview, visit } from './site.js';

let browser;
let site;

before(async () => {
  browser = await launch();
  site = Site.of(hostileLog(), hostileAuthors());
});
after(async () => {
  site?.remove();
  await browser?.close();
});

/** Three tabs share the pages, since most of the time goes into waiting. */
async function onEveryPage(pages, options, act) {
  const waiting = [...pages];
  const visitAll = async () => {
    const tab = await open(browser, options);
    for (let page = waiting.pop(); page; page = waiting.pop()) {
      assert.deepEqual(await visit(tab, site, page), [], page);
      await act(tab, page);
    }
    await tab.context().close();
  };
  await Promise.all([visitAll(), visitAll(), visitAll()]);
}

test('every payload has its pages', () => {
  assert.ok(PAYLOADS.length >= 150);
  assert.equal(new Set(PAYLOADS).size, PAYLOADS.length);
  assert.ok(site.pages.length > 1.3 * PAYLOADS.length, `${site.pages.length} pages`);
});

test('nothing runs or asks for anything, whatever the reader does and without a policy, and all of it is ours', () =>
  // The page for unknown addresses belongs to its server: its links start at the root.
  onEveryPage(site.pages.filter((name) => name !== '404.html'), { bypassCSP: true, viewport: { width: 360, height: 740 } }, async (tab, page) => {
    const { strange, links, wide, hidden, twice } = await tab.evaluate(look);
    assert.deepEqual(strange, [], page);
    assert.deepEqual(hidden, [], page);
    assert.deepEqual(twice, [], page);
    assert.ok(wide <= 360, `${page} is ${wide} wide`);
    for (const link of links) assert.ok(existsSync(fileURLToPath(link)), `${page} leads to ${link}`);
    await tab.evaluate(actOnEverything);
    assert.deepEqual(await faults(tab), [], page);
    assert.equal(fileURLToPath(tab.url()), join(site.folder, page));
  }));

test('the policy has nothing to report', () =>
  onEveryPage(site.pages.filter((page, at) => at % 5 === 0 || !/\d/.test(page)), {}, () => {}));

test('no payload runs in what a search finds, from the index and from another page', async () => {
  for (const page of ['index.html', 'board.html']) {
    const tab = await open(browser, { bypassCSP: true });
    await visit(tab, site, page);
    const field = tab.locator('[role=search] input[type=search]');
    await field.focus();
    await tab.waitForFunction(() => adrSearch.isLoaded());
    for (const words of ['pwned', 'script', PAYLOADS[0], PAYLOADS[26]]) {
      await field.fill(words);
      const { strange } = await tab.evaluate(look);
      assert.deepEqual(strange, [], `${page}: ${words}`);
    }
    await field.fill('pwned');
    // A search that is sent leads to the index, by itself.
    await tab.evaluate(() => addEventListener('submit', (event) => event.stopImmediatePropagation(), true));
    await tab.evaluate(actOnEverything);
    assert.deepEqual(await faults(tab), [], page);
    await tab.context().close();
  }
});

test('every payload reaches a page in the words of values, plots and git', async () => {
  const page = (position) => site.pages.find((name) => name.startsWith(String(2 * position + 1).padStart(4, '0')));
  const tab = await open(browser);
  for (const position of [0, 10, 20]) {
    await visit(tab, site, page(position));
    const words = (selector) => tab.locator(selector).allTextContents();
    for (const found of [await words('.facts dd:has-text("by ")'), await words('.evidence'), await words('.plot')]) {
      assert.ok(found.join(' ').includes('pwned()'), `${position}: ${found}`);
    }
  }
  await tab.context().close();
});

test('files that records link to run nothing, opened by themselves and served without a kind', async () => {
  const folder = join(site.folder, 'files/files');
  const names = readdirSync(folder);
  assert.deepEqual(names, ['drawing.svg', 'logo.svg', 'plain.csv']);
  const tab = await open(browser, { bypassCSP: true, acceptDownloads: false });
  await tab.route('http://site.test/**', (route) =>
    route.fulfill({ body: readFileSync(join(folder, new URL(route.request().url()).pathname)), headers: {} }),
  );
  for (const name of names) {
    for (const address of [site.url(`files/files/${name}`), `http://site.test/${name}`]) {
      await tab.goto(address).catch((error) => assert.match(error.message, /Download is starting|ERR_ABORTED/));
      if (name.endsWith('.svg')) await tab.evaluate(actOnEverything);
      const isAsked = (fault) => /^(asked for|not loaded): /.test(fault) && fault.endsWith(`/${name}`);
      const found = (await faults(tab)).filter((fault) => !isAsked(fault));
      assert.deepEqual(found, [], address);
    }
  }
  await tab.context().close();
});

test('a preview tells what is wrong in hostile records, and nothing of it runs', async () => {
  const some = Object.entries(hostileLog()).filter(([path]) => !/^\d{4}-/.test(path) || Number.parseInt(path, 10) < 80);
  const { url, end } = await preview(Object.fromEntries(some));
  try {
    for (const bypassCSP of [false, true]) {
      const tab = await open(browser, { bypassCSP }, url);
      for (const page of ['', 'board.html', 'graph.html', site.pages[0], site.pages[1]]) {
        await tab.goto(url + encodeURIComponent(page));
        assert.match(await tab.innerText('.preview-faults'), /pwned\(\)/);
        await tab.evaluate(actOnEverything);
        assert.deepEqual(await faults(tab), [], page);
      }
      await tab.goto(`${url}%3Cscript%3E${encodeURIComponent(PAYLOADS[0])}`);
      assert.equal(await tab.evaluate(() => window.hasRun), undefined);
      await tab.context().close();
    }
  } finally {
    await end();
  }
});

test('the feed, the badge and the graph are XML of our own elements', async () => {
  const tab = await open(browser);
  await visit(tab, site, 'index.html');
  const parsed = (text) =>
    tab.evaluate((xml) => {
      const elements = [...new DOMParser().parseFromString(xml, 'application/xml').querySelectorAll('*')];
      return {
        names: [...new Set(elements.map((element) => element.localName))].sort().join(' '),
        links: elements.map((element) => element.getAttribute('href')).filter((link) => link !== null),
        hooks: elements.flatMap((element) => [...element.attributes]).filter(({ name }) => name.startsWith('on')).length,
      };
    }, text);
  const feed = await parsed(readFileSync(join(site.folder, 'feed.xml'), 'utf8'));
  assert.equal(feed.names.replace(' published', ''), 'author category entry feed generator id link name summary title updated');
  assert.equal(feed.hooks, 0);
  for (const link of feed.links) assert.match(link, /^https:\/\/example\.com\//);
  const badge = await parsed(readFileSync(join(site.folder, 'badge.svg'), 'utf8'));
  assert.deepEqual(badge, { names: 'g rect svg text', links: [], hooks: 0 });
  const records = Object.entries(hostileLog()).filter(([path]) => Object.hasOwn(hostileAuthors(), path));
  while (records.length > 0) {
    const graph = await parsed(graphOf(Object.fromEntries(records.splice(0, 60))));
    assert.deepEqual(graph, { names: 'g path rect style svg text', links: [], hooks: 0 });
  }
  await tab.context().close();
});

test('the data is JSON that holds every payload as it is', () => {
  const { decisions } = JSON.parse(readFileSync(join(site.folder, 'decisions.json'), 'utf8'));
  const tags = new Set(decisions.flatMap((decision) => decision.tags));
  for (const payload of PAYLOADS) assert.ok(tags.has(payload), payload);
});

test('the test itself would see a payload run', async () => {
  const tab = await open(browser, { bypassCSP: true });
  await visit(tab, site, 'index.html');
  await tab.evaluate((html) => document.querySelector('main').insertAdjacentHTML('beforeend', html), PAYLOADS[26]
    .replace('" onmouseover', '<b data-x="" onmouseover')
    .concat('">x</b>'));
  await tab.evaluate(actOnEverything);
  assert.deepEqual(await faults(tab), ['a payload ran']);
  await tab.context().close();
});

/** In the page: every element gets every event, and no link is followed but those that would run. */
function actOnEverything() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (link && link.protocol !== 'javascript:') event.preventDefault();
  });
  for (const element of document.querySelectorAll('*')) {
    for (const name of ['mouseover', 'focus', 'click', 'toggle', 'load', 'error', 'animationstart', 'submit']) {
      element.dispatchEvent(new Event(name, { bubbles: name === 'click', cancelable: true }));
    }
  }
}

/** In the page: what no page of the site may hold, where its own links lead, how wide it is, what is hidden. */
function look() {
  const tags = `html head meta title link body header main footer article section nav div p span a ul ol li dl dt dd
    aside b button dd figcaption figure form label g option path rect script select svg text
    circle clipPath defs desc ellipse line linearGradient marker polygon polyline tspan
    h1 h2 h3 h4 h5 h6 table thead tbody tr th td code pre em strong del sup br hr blockquote time input img details summary
    kbd mark sub small wbr meter s bdi`.split(/\s+/);
  const attributes = `lang dir property aria-live charset http-equiv content name rel href class id scope datetime tabindex role title align
    aria-current aria-label aria-labelledby aria-describedby data-footnote-ref data-footnote-backref data-footnote-backref-idx
    data-footnotes type disabled checked start src defer rel hidden name placeholder value aria-sort
    size maxlength alt open dir autocomplete aria-keyshortcuts aria-hidden viewBox preserveAspectRatio width height x y rx d text-anchor
    dominant-baseline xmlns`.split(/\s+/);
  // What only draws; no other element may have these.
  const drawing = `fill fill-opacity stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin
    opacity font-size font-weight font-style font-family cx cy r x1 y1 x2 y2 dx dy ry points transform refX refY orient
    markerWidth markerHeight markerUnits marker-start marker-end clip-path dominant-baseline alignment-baseline rotate
    textLength lengthAdjust overflow version`.split(/\s+/);
  const strange = [];
  const links = [];
  // Pictures: copies inside the site.
  for (const picture of document.querySelectorAll('img')) {
    const isOurs = /^files\/files\/[a-z]+\.(svg|png)$/.test(picture.getAttribute('src'));
    const names = picture.getAttributeNames().filter((name) => !['src', 'alt', 'title', 'class', 'width', 'height'].includes(name));
    if (!isOurs || names.length > 0) strange.push(picture.outerHTML);
  }
  // What is open in the prose ends with it.
  for (const ours of document.querySelectorAll('.triggers, .lineage, .neighbours, .facts, header, nav, main, body > footer')) {
    if (ours.closest('.prose, details, a')) strange.push(ours.outerHTML.slice(0, 200));
  }
  for (const element of document.querySelectorAll('*')) {
    if (!tags.includes(element.localName)) strange.push(element.outerHTML.slice(0, 200));
    for (const { name, value } of element.attributes) {
      const draws = element instanceof SVGElement && drawing.includes(name) && !/http|script|(?<!^)url/i.test(value);
      if (!attributes.includes(name) && !draws) strange.push(`${element.localName} ${name}=${value}`);
    }
    if (element.localName === 'script' && !/^<script src="(filter|search|search-index|search-reasons|copy).js"( defer="")?><\/script>$/.test(element.outerHTML)) {
      strange.push(element.outerHTML);
    }
    const url = element.href?.baseVal ? new URL(element.href.baseVal, location.href).href : element.href;
    if (!url) continue;
    // An address that is none (a host that cannot be) leads nowhere.
    const protocol = URL.canParse(url) ? new URL(url).protocol : /^[^:]*:/.exec(url)?.[0];
    if (protocol === 'file:') links.push(url);
    else if (!['https:', 'http:', 'mailto:'].includes(protocol)) strange.push(url);
    if (element.localName === 'link' && !['style.css', 'feed.xml', 'files/files/logo.svg'].includes(element.getAttribute('href'))) strange.push(url);
  }
  const hidden = ['main', 'h1', 'body > footer'].filter((part) => !document.querySelector(part)?.offsetHeight);
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  return { strange, links, twice, wide: document.documentElement.scrollWidth, hidden };
}
