// `adr preview` in Chromium: an open page follows what is saved, and keeps to the policy that the server sends.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { faults, launch, open } from './site.js';

const SHOP = resolve(dirname(fileURLToPath(import.meta.url)), '../fixtures/shop/docs/adr');
const RECORD = '0001-keep-orders-in-one-postgresql-primary';

/** A running preview of a log of its own. */
class Preview {
  static async of(records = 0) {
    const preview = new Preview();
    preview.log = mkdtempSync(join(tmpdir(), 'adr-preview-'));
    if (records === 0) cpSync(SHOP, preview.log, { recursive: true });
    const text = readFileSync(join(SHOP, `${RECORD}.md`), 'utf8').replace(/^links = .*\n/m, '');
    for (let number = 1; number <= records; number++) {
      const four = String(number).padStart(4, '0');
      const title = `ADR-${four}: Keep orders of shard ${number}`;
      writeFileSync(join(preview.log, `${four}-shard.md`), text.replace('ADR-0001: Keep orders', title));
    }
    preview.process = spawn(process.env.ADR, ['--dir', preview.log, 'preview', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ADR_TODAY: '2026-11-22' },
    });
    const [said] = await once(preview.process.stdout, 'data');
    preview.address = String(said).trim();
    return preview;
  }

  /** Saves a record with `old` replaced. */
  save(record, old, text) {
    const path = join(this.log, `${record}.md`);
    const before = readFileSync(path, 'utf8');
    assert.ok(before.includes(old), `${record} has no ${old}`);
    writeFileSync(path, before.replace(old, text));
  }

  async end() {
    this.process.kill('SIGINT');
    const [code] = this.process.exitCode === null ? await once(this.process, 'exit') : [this.process.exitCode];
    rmSync(this.log, { recursive: true });
    return code;
  }
}

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Gives `use` a preview and a tab, in which to ask for something elsewhere is a fault. */
async function previewing(records, use) {
  const preview = await Preview.of(records);
  let code;
  try {
    const tab = await open(browser, {}, preview.address);
    await use(preview, tab);
    await tab.context().close();
  } finally {
    code = await preview.end();
  }
  assert.equal(code, 0);
}

async function violations(tab) {
  await tab.evaluate(axe.source);
  const { violations: found } = await tab.evaluate(() => window.axe.run());
  return found.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`);
}

test('an open page follows every save by itself', () =>
  previewing(0, async (preview, tab) => {
    await tab.goto(`${preview.address}${RECORD}.html`);
    let old = '40';
    for (const minutes of ['12', '14', '16']) {
      preview.save(RECORD, `restored in ${old}`, `restored in ${minutes}`);
      await tab.getByText(`restored in ${minutes} minutes`).waitFor({ timeout: 10_000 });
      old = minutes;
    }
    assert.deepEqual(await faults(tab), []);
  }));

test('what is wrong is shown until it is mended, for everybody to read', () =>
  previewing(0, async (preview, tab) => {
    await tab.goto(`${preview.address}${RECORD}.html`);
    const panel = tab.locator('.preview-faults');
    preview.save(RECORD, 'status = "accepted"', 'status = "<img src=x onerror=pwned()>"');
    await panel.waitFor({ timeout: 10_000 });
    assert.match(await panel.textContent(), /<img src=x onerror=pwned\(\)>/);
    for (const colorScheme of ['light', 'dark']) {
      await tab.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(tab), [], colorScheme);
    }
    await tab.goto(`${preview.address}nowhere.html`);
    assert.deepEqual(await violations(tab), []);
    // Chromium says in the console that this page is not there.
    const notThere = (await faults(tab)).filter((fault) => !fault.includes('404'));
    assert.deepEqual(notThere, []);
    await tab.goto(preview.address);
    preview.save(RECORD, 'status = "<img src=x onerror=pwned()>"', 'status = "accepted"');
    await panel.waitFor({ state: 'detached', timeout: 10_000 });
    assert.deepEqual(await faults(tab), []);
  }));

// A slower machine is measured by how long it takes to load the same page; since other work on it can only add to the
// time, it may try three times.
test('of 1,000 records a saved one is new in the browser within 300 ms, or six loads of the page', () =>
  previewing(1000, async (preview, tab) => {
    await tab.goto(`${preview.address}0500-shard.html`);
    let minutes = 40;
    const isQuick = async () => {
      const [saves, loads] = [[], []];
      for (let round = 0; round < 9; round++) {
        await tab.waitForTimeout(300);
        loads.push(await milliseconds(() => tab.reload()));
        saves.push(
          await milliseconds(async () => {
            preview.save('0500-shard', `restored in ${minutes}`, `restored in ${++minutes}`);
            await tab.getByText(`${minutes} minutes`).waitFor({ timeout: 10_000 });
          }),
        );
      }
      console.log(`# from save to page: ${saves.join(', ')} ms; a load: ${loads.join(', ')} ms`);
      return median(saves) <= Math.max(300, 6 * median(loads));
    };
    assert.ok((await isQuick()) || (await isQuick()) || (await isQuick()));
    assert.deepEqual(await faults(tab), []);
  }));

async function milliseconds(act) {
  const start = performance.now();
  await act();
  return Math.round(performance.now() - start);
}

function median(times) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}
