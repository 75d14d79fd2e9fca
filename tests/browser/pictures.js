// Takes the pictures in docs/img: the shop with the values of a year, on a day that stays the same.
//
//   ADR=target/release/adr node tests/browser/pictures.js

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DRAWINGS, SHOP, Site, launch, open, visit } from './site.js';

const TODAY = Date.parse('2026-11-22T06:00:00Z');
const LARGEST = 200_000;
const OUT = resolve(dirname(fileURLToPath(import.meta.url)), '../../docs/img');

/** Metric, labels, unit, and the value so many days ago; a wave makes it look measured. */
const HISTORY = [
  ['orders.writes', {}, '/s', (ago) => 3450 - 4.9 * ago + 90 * wave(ago, 7)],
  ['orders.latency.p99', {}, 's', (ago) => 0.118 - 0.00005 * ago + 0.006 * wave(ago, 9)],
  ['db.cpu.share', { module: 'orders' }, 'ratio', (ago) => 0.35 - 0.0004 * ago + 0.012 * wave(ago, 8)],
  ['db.cpu.share', { module: 'catalogue' }, 'ratio', (ago) => 0.19 + 0.00004 * ago + 0.01 * wave(ago, 5)],
  ['team.size', {}, 'count', (ago) => Math.round(23 - ago / 40)],
  ['search.index.lag', {}, 's', (ago) => 41 + 6 * wave(ago, 3)],
  ['checkout.fee.share', {}, 'ratio', (ago) => 0.0121 + 0.0003 * wave(ago, 4)],
];

function wave(ago, length) {
  return Math.sin(ago / length) + Math.sin(ago / (2.7 * length) + 1);
}

function observations() {
  const days = Array.from({ length: 60 }, (_, at) => 5 * at);
  const lines = HISTORY.flatMap(([metric, labels, unit, value]) =>
    days.map((ago) => {
      const at = new Date(TODAY - ago * 86_400_000).toISOString().replace('.000', '');
      return JSON.stringify({ metric, labels, at, value: value(ago).toFixed(unit === 'ratio' || unit === 's' ? 4 : 0), unit, source: 'prod' });
    }),
  );
  return lines.join('\n').concat('\n');
}

const PICTURES = [
  ['index', 'index.html', 900],
  ['record', '0001-keep-orders-in-one-postgresql-primary.html', 1150],
  ['board', 'board.html', 1000],
  ['rejected', 'rejected.html', 900],
  ['graph', 'graph.html', 800],
];
const LOOKS = [
  ['', { colorScheme: 'light', width: 1100 }],
  ['-dark', { colorScheme: 'dark', width: 1100 }],
  ['-phone', { colorScheme: 'light', width: 390 }],
];

/** A picture of what `page` of the log of drawings holds, side by side. */
const SHEETS = [
  ['mermaid', '0001-draw-diagrams-in-mermaid.html', '.diagram', 3],
  ['svg', '0003-keep-drawings-of-other-tools-as-svg.html', '.prose p:has(img)', 2],
];

/** In the page: puts the elements that match `selector` into `columns`, and nothing else. */
function arrange([selector, columns]) {
  const sheet = document.createElement('div');
  sheet.className = 'prose';
  Object.assign(sheet.style, { columns, columnGap: '8px', padding: '8px' });
  sheet.append(...document.querySelectorAll(selector));
  for (const drawing of sheet.children) Object.assign(drawing.style, { breakInside: 'avoid', margin: '0 0 8px', padding: '8px' });
  for (const svg of sheet.querySelectorAll('svg')) svg.style.maxWidth = '100%';
  document.body.replaceChildren(sheet);
  document.body.style.minHeight = 0;
}

const log = Object.fromEntries(
  readdirSync(SHOP, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [relative(SHOP, path), readFileSync(path, 'utf8')]),
);
log['observations/2026/20261122T060000Z-0123456789abcdef.jsonl'] = observations();
process.env.ADR_TODAY = '2026-11-22';
const site = Site.of(log);
const drawings = new Site(DRAWINGS);
const browser = await launch();

async function save(tab, path, options = {}) {
  await tab.screenshot({ path, ...options });
  const { size } = statSync(path);
  if (size > LARGEST) throw new Error(`${path} has ${size} bytes`);
  await tab.context().close();
}

try {
  for (const [suffix, { colorScheme, width }] of LOOKS) {
    for (const [name, page, height] of PICTURES) {
      const isPhone = suffix === '-phone';
      const tab = await open(browser, { colorScheme, viewport: { width, height: isPhone ? 844 : height }, deviceScaleFactor: isPhone ? 1.5 : 1 });
      const faults = await visit(tab, site, page);
      if (faults.length > 0) throw new Error(`${page}: ${faults}`);
      // The dark one of a record shows what lies further down.
      if (name === 'record' && suffix === '-dark') await tab.evaluate(() => document.querySelector('.triggers').scrollIntoView());
      await save(tab, join(OUT, `${name}${suffix}.png`));
    }
  }
  for (const [suffix, { colorScheme }] of LOOKS.slice(0, 2)) {
    for (const [name, page, selector, columns] of SHEETS) {
      const tab = await open(browser, { colorScheme, viewport: { width: 450 * columns, height: 300 } });
      const faults = await visit(tab, drawings, page);
      if (faults.length > 0) throw new Error(`${page}: ${faults}`);
      await tab.evaluate(arrange, [selector, columns]);
      await save(tab, join(OUT, `${name}${suffix}.png`), { fullPage: true });
    }
  }
} finally {
  await browser.close();
  site.remove();
  drawings.remove();
}
