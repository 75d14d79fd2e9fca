// Every text of every drawing, measured against what is painted under it: axe does not look inside SVG.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { measureTexts } from './contrast.js';
import { DRAWINGS, SHOP, Site, launch, open, visit } from './site.js';

const ENOUGH = 4.5;
const LOOKS = [
  ['light', 1280],
  ['dark', 1280],
  ['dark', 360],
];

let browser;
let sites;

before(async () => {
  browser = await launch();
  sites = [new Site(DRAWINGS), new Site(SHOP)];
});
after(async () => {
  sites?.forEach((site) => site.remove());
  await browser?.close();
});

for (const [colorScheme, width] of LOOKS) {
  test(`the text of drawings can be read, ${colorScheme}, ${width} pixels wide`, async () => {
    const tab = await open(browser, { colorScheme, viewport: { width, height: 900 } });
    let measured = 0;
    for (const site of sites) {
      for (const page of site.pages) {
        assert.deepEqual(await visit(tab, site, page), [], page);
        const texts = await tab.evaluate(measureTexts);
        assert.deepEqual(texts.filter(({ contrast }) => contrast < ENOUGH), [], page);
        measured += texts.length;
      }
    }
    assert.ok(measured > 150, `${measured} texts`);
    await tab.context().close();
  });
}

test('the text of copied drawings can be read', async () => {
  const [site] = sites;
  const copies = readdirSync(join(site.folder, 'files'), { recursive: true }).filter((path) => path.endsWith('.svg')).sort();
  assert.deepEqual(copies.map((path) => basename(path, '.svg')), ['drawio', 'excalidraw', 'graphviz', 'inkscape', 'plantuml']);
  const tab = await open(browser);
  for (const path of copies) {
    await visit(tab, site, `files/${path}`);
    const texts = await tab.evaluate(measureTexts);
    assert.ok(texts.length > 1, path);
    assert.deepEqual(texts.filter(({ contrast }) => contrast < ENOUGH), [], path);
  }
  await tab.context().close();
});

test('a copied drawing has a light background in the dark', async () => {
  const [site] = sites;
  const tab = await open(browser, { colorScheme: 'dark' });
  await visit(tab, site, site.pages.find((page) => page.includes('other-tools')));
  const grounds = await tab.locator('.prose img').evaluateAll((images) => images.map((image) => [image.naturalWidth > 0, getComputedStyle(image).backgroundColor]));
  assert.deepEqual(grounds, Array(5).fill([true, 'rgb(255, 255, 255)']));
  await tab.context().close();
});

/** Thresholds at the top, close together, and in another unit than the values. */
const PLOTTED = {
  'adr.toml': '[site]\ntitle = "Plots"\n',
  '0001-plots.md': `\`\`\`toml
status = "accepted"
date = 2026-01-01
deciders = ["ana@example.com"]

[[revisit]]
id = "writes"
when = 'orders.writes > 6000/s'

[[revisit]]
id = "fewer"
when = 'orders.writes > 5800/s'

[[revisit]]
id = "latency"
when = 'orders.latency > 250ms'
\`\`\`

# ADR-0001: Plots
`,
  'observations/2026/20261122T060000Z-0123456789abcdef.jsonl': Array.from({ length: 40 }, (_, week) => {
    const at = new Date(Date.parse('2026-02-01T06:00:00Z') + week * 7 * 86_400_000).toISOString().replace('.000', '');
    return [['orders.writes', 3000 + 70 * week, '/s'], ['orders.latency', (0.1 + week / 500).toFixed(3), 's']]
      .map(([metric, value, unit]) => `${JSON.stringify({ metric, labels: {}, at, value: String(value), unit, source: 'prod' })}\n`)
      .join('');
  }).join(''),
};

for (const width of [1280, 360]) {
  test(`no text of a plot is cut off, covered or in another unit, ${width} pixels wide`, async () => {
    const site = Site.of(PLOTTED);
    const tab = await open(browser, { viewport: { width, height: 900 } });
    try {
      await visit(tab, site, site.pages.find((page) => page.startsWith('0001')));
      const plots = await tab.evaluate(lookAtPlots);
      assert.equal(plots.length, 3);
      for (const { faults, units, texts } of plots) {
        assert.deepEqual(faults, []);
        assert.equal(units.length, 1, texts.join(' | '));
      }
    } finally {
      site.remove();
      await tab.context().close();
    }
  });
}

/** In the page: what is wrong with the texts of each plot, and the units on it. */
function lookAtPlots() {
  return [...document.querySelectorAll('svg.plot')].map((plot) => {
    const frame = plot.getBoundingClientRect();
    const texts = [...plot.querySelectorAll('text')].map((text) => ({ text: text.textContent, at: text.getBoundingClientRect() }));
    const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    const lines = [...plot.querySelectorAll('.plot-mark')].map((line) => line.getBoundingClientRect());
    const faults = texts.flatMap(({ text, at }, position) => [
      ...(at.left < frame.left || at.right > frame.right || at.top < frame.top || at.bottom > frame.bottom ? [`${text} is cut off`] : []),
      ...texts.slice(position + 1).filter((other) => meet(at, other.at)).map((other) => `${text} and ${other.text} overlap`),
      ...lines.filter(({ top }) => top > at.top + at.height * 0.25 && top < at.bottom - at.height * 0.25).filter(() => /^[<>]/.test(text)).map(() => `${text} is struck through`),
    ]);
    const units = texts.filter(({ text }) => !/^\d{4}-/.test(text)).map(({ text }) => /^[<>=≤≥]* ?[-\d.,]+([^\d.,-]*)$/.exec(text)?.[1]).filter((unit) => unit !== undefined);
    return { faults, units: [...new Set(units)], texts: texts.map(({ text }) => text) };
  });
}

test('text that cannot be read is found', async () => {
  const tab = await open(browser);
  for (const [inside, found] of [
    ['<text y="50" fill="#777">grey</text>', 4.48],
    ['<text y="50" fill="#767676">grey</text>', 4.54],
    ['<rect width="200" height="99" fill="#1d2127"/><text y="50">black</text>', 1.3],
    ['<rect width="200" height="99" fill="#000" fill-opacity="0.5"/><text y="50" fill="#fff">white</text>', 3.95],
    ['<g opacity="0.5"><text y="50">faint</text></g>', 3.95],
    ['<text y="50">under</text><rect width="200" height="99" fill="#fff"/>', 1],
    ['<g transform="translate(0 40)"><path d="M0 0h200v20H0z" fill="#333"/></g><text y="50">moved</text>', 1.66],
  ]) {
    await tab.setContent(`<body style="background:#fff"><svg width="300" height="99">${inside}</svg>`);
    const [{ contrast }] = await tab.evaluate(measureTexts);
    assert.ok(Math.abs(contrast - found) < 0.05, `${inside}: ${contrast}`);
  }
  await tab.context().close();
});
