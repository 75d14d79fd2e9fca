// The site as a reader meets it: from file://, in Chromium, light and dark, on a phone, without scripts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { payloads } from './payloads.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const work = mkdtempSync(join(tmpdir(), 'adr-browser-'));
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
let browser;

// Renders the log in `folder` and gives back the names of its pages.
function render(folder, out) {
  try {
    execFileSync(process.env.ADR, ['-C', folder, '--quiet', 'render', '--out', out], { stdio: 'pipe' });
  } catch (error) {
    assert.equal(error.status, 1, String(error.stderr));
  }
  return readdirSync(out).filter((name) => name.endsWith('.html')).sort();
}

// A page of a fresh browser context, with everything it complains about.
async function open(file, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => { complaints.push('a dialog'); dialog.dismiss(); });
  page.on('request', (request) => {
    if (!request.url().startsWith('file://')) complaints.push(`a request for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, complaints, close: () => context.close() };
}

before(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
});
after(async () => {
  await browser.close();
  rmSync(work, { recursive: true });
});

const shop = join(work, 'shop');
const shopPages = () => render('../fixtures/shop', shop);

test('every page opens without a complaint, and its links lead somewhere', async () => {
  const pages = shopPages();
  assert.ok(pages.length >= 7, pages.join());
  for (const name of pages) {
    const { page, complaints, close } = await open(join(shop, name));
    assert.deepEqual(complaints, [], name);
    assert.ok(await page.title(), name);
    assert.ok(await page.locator('html').getAttribute('lang'), name);
    assert.equal(await page.locator('main').count(), 1, name);
    assert.equal(await page.locator('footer').count(), 1, name);
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const link of links.filter((link) => !/^[a-z]+:/.test(link))) {
      const [target, anchor] = link.split('#');
      const file = target ? join(shop, decodeURIComponent(target)) : join(shop, name);
      const html = readFileSync(file, 'utf8');
      if (anchor) assert.ok(html.includes(`id="${decodeURIComponent(anchor)}"`), `${name}: ${link}`);
    }
    await close();
  }
});

test('a reader comes from the index to a record, its successor, and back, without JavaScript', async () => {
  shopPages();
  const { page, close } = await open(join(shop, 'index.html'), { javaScriptEnabled: false });
  await page.getByRole('link', { name: /0002/ }).first().click();
  assert.match(await page.locator('h1').innerText(), /catalogue with PostgreSQL/i);
  await page.locator('main').getByRole('link', { name: /0005/ }).first().click();
  assert.match(await page.locator('h1').innerText(), /OpenSearch/);
  await page.goBack();
  assert.match(page.url(), /0002-/);
  await close();
});

test('the keyboard reaches every link, and shows where it is', async () => {
  shopPages();
  const { page, close } = await open(join(shop, 'index.html'));
  const links = await page.locator('a[href]').count();
  const seen = new Set();
  for (let step = 0; step < links; step += 1) {
    await page.keyboard.press('Tab');
    const [href, outline] = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return [document.activeElement.outerHTML, style.outlineStyle];
    });
    assert.notEqual(outline, 'none', href);
    seen.add(href);
  }
  assert.ok(seen.size >= 6, `${seen.size} places`);
  await close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in ${colorScheme}`, async () => {
    for (const name of shopPages()) {
      const { page, close } = await open(join(shop, name), { colorScheme, bypassCSP: true });
      await page.evaluate(axe);
      const { violations } = await page.evaluate('axe.run()');
      assert.deepEqual(violations.map((found) => `${found.id}: ${found.nodes[0].html}`), [], name);
      await close();
    }
  });
}

test('dark is dark', async () => {
  shopPages();
  const brightness = async (colorScheme) => {
    const { page, close } = await open(join(shop, 'index.html'), { colorScheme });
    const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await close();
    return color.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  };
  assert.ok(await brightness('light') > 600);
  assert.ok(await brightness('dark') < 200);
});

test('a phone scrolls down, never sideways', async () => {
  for (const name of shopPages()) {
    const { page, close } = await open(join(shop, name), { viewport: { width: 360, height: 740 } });
    const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(inner <= outer, `${name}: ${inner} of ${outer}`);
    await close();
  }
});

test('a page prints', async () => {
  const [, name] = shopPages();
  const { page, close } = await open(join(shop, name));
  const pdf = await page.pdf({ format: 'A4' });
  assert.ok(pdf.length > 5000, `${pdf.length} bytes`);
  await close();
});

// A record that has `payload` in every field, and in the body as it is.
function hostile(payload, number) {
  const text = JSON.stringify(payload);
  const line = payload.replaceAll('\n', ' ');
  return `+++
status = "accepted"
date = 2026-11-22
deciders = [${text}]
tags = [${text}]
affects = [${text}]
[[revisit]]
id = ${text}
when = ${text}
note = ${text}
+++
# ADR-${number}: ${line}

## Context

${payload}

## Decision

> ${line}

## ${line}

- ${line}

## Consequences

**Gains:**

- ${line}

**Costs:**

- ${line}

## Alternatives Rejected

- **${line}:** ${line}

### ${line}

${payload}
`;
}

test(`none of ${payloads.length} hostile texts runs or loads anything, in any field`, async () => {
  const log = join(work, 'hostile/docs/adr');
  mkdirSync(log, { recursive: true });
  payloads.forEach((payload, index) => {
    const number = String(index + 1).padStart(4, '0');
    writeFileSync(join(log, `${number}-x'"<b onclick=x>.md`.replace('/', '')), hostile(payload, number));
  });
  const out = join(work, 'hostile-site');
  const pages = render(join(work, 'hostile'), out);
  assert.equal(pages.length, payloads.length + 1);
  for (const name of pages) {
    const { page, complaints, close } = await open(join(out, name));
    // A relative image that is not there may be asked for: it is a file beside the page.
    const unexpected = complaints.filter((text) => !text.includes('ERR_FILE_NOT_FOUND'));
    assert.deepEqual(unexpected, [], name);
    assert.equal(await page.evaluate(() => window.canary), undefined, name);
    const unsafe = await page.locator('[href], [src], [action]').evaluateAll((all) => all
      .flatMap((element) => ['href', 'src', 'action'].map((key) => element.getAttribute(key)))
      .filter((url) => url && /^[\s\0-\x20]*(?!https?:|mailto:)[a-z][a-z0-9+.-]*:/i.test(url)));
    assert.deepEqual(unsafe, [], name);
    const handlers = await page.locator('*').evaluateAll((all) => all
      .flatMap((element) => element.getAttributeNames()).filter((key) => key.startsWith('on') || key === 'style'));
    assert.deepEqual(handlers, [], name);
    await close();
  }
});
