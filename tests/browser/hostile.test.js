// Payloads in every field of every record: nothing runs, with the page's policy or without it.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PAYLOADS, hostileLog } from './payloads.js';
import { Site, faults, launch, open, visit } from './site.js';

let browser;
let site;

before(async () => {
  browser = await launch();
  site = Site.of(hostileLog());
});
after(async () => {
  site?.remove();
  await browser?.close();
});

/** Three tabs share the pages, since most of the time goes into waiting. */
async function onEveryPage(options, act) {
  const waiting = [...site.pages];
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
  assert.ok(PAYLOADS.length >= 40);
  assert.equal(new Set(PAYLOADS).size, PAYLOADS.length);
  assert.ok(site.pages.length > 1.5 * PAYLOADS.length, `${site.pages.length} pages`);
});

test('under the policy no page runs, asks for or reports anything, and all of it is ours', () =>
  onEveryPage({ viewport: { width: 360, height: 740 } }, async (tab, page) => {
    const { strange, links, wide, hidden } = await tab.evaluate(look);
    assert.deepEqual(strange, [], page);
    assert.deepEqual(hidden, [], page);
    assert.ok(wide <= 360, `${page} is ${wide} wide`);
    for (const link of links) assert.ok(existsSync(fileURLToPath(link)), `${page} leads to ${link}`);
  }));

test('without the policy nothing runs either, whatever the reader does', () =>
  onEveryPage({ bypassCSP: true }, async (tab, page) => {
    await tab.evaluate(actOnEverything);
    assert.deepEqual(await faults(tab), [], page);
  }));

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
    aside b button dd figure form label g option path rect script select svg text
    circle clipPath defs desc ellipse line linearGradient marker polygon polyline tspan
    h1 h2 h3 h4 h5 h6 table thead tbody tr th td code pre em strong del sup br hr blockquote time input`.split(/\s+/);
  const attributes = `lang charset http-equiv content name rel href class id scope datetime tabindex role title align
    aria-label aria-labelledby aria-describedby data-footnote-ref data-footnote-backref data-footnote-backref-idx
    data-footnotes type disabled checked start src defer rel hidden name placeholder value aria-sort
    size maxlength viewBox preserveAspectRatio width height x y rx d text-anchor
    dominant-baseline xmlns`.split(/\s+/);
  // What only draws; no other element may have these.
  const drawing = `fill fill-opacity stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin
    opacity font-size font-weight font-style font-family cx cy r x1 y1 x2 y2 dx dy ry points transform refX refY orient
    markerWidth markerHeight markerUnits marker-start marker-end clip-path dominant-baseline alignment-baseline rotate
    textLength lengthAdjust overflow version`.split(/\s+/);
  const strange = [];
  const links = [];
  for (const element of document.querySelectorAll('*')) {
    if (!tags.includes(element.localName)) strange.push(element.outerHTML.slice(0, 200));
    for (const { name, value } of element.attributes) {
      const draws = element instanceof SVGElement && drawing.includes(name) && !/http|script|(?<!^)url/i.test(value);
      if (!attributes.includes(name) && !draws) strange.push(`${element.localName} ${name}=${value}`);
    }
    if (element.localName === 'script' && element.outerHTML !== '<script src="filter.js" defer=""></script>') {
      strange.push(element.outerHTML);
    }
    const url = element.href?.baseVal ? new URL(element.href.baseVal, location.href).href : element.href;
    if (!url) continue;
    const { protocol } = new URL(url);
    if (protocol === 'file:') links.push(url);
    else if (!['https:', 'http:', 'mailto:'].includes(protocol)) strange.push(url);
    if (element.localName === 'link' && element.getAttribute('href') !== 'style.css') strange.push(url);
  }
  const hidden = ['main', 'h1', 'body > footer'].filter((part) => !document.querySelector(part)?.offsetHeight);
  return { strange, links, wide: document.documentElement.scrollWidth, hidden };
}
