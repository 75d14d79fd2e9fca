// Renders a log to a folder, and opens its pages in Chromium while noting everything that should not happen.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
/** The log of a shop that every test of the tool knows. */
export const SHOP = resolve(here, '../fixtures/shop/docs/adr');
/** A log of diagrams, drawings of other tools and formulas. */
export const DRAWINGS = resolve(here, '../fixtures/drawings/docs/adr');
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What a payload calls or sets when it runs. */
export const CANARY = 'pwned';

export function launch() {
  return chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: FLAGS });
}

/** A rendered log, in a folder of its own until `remove`. */
export class Site {
  /** The shop that every test of the tool knows. */
  static shop() {
    return new Site(SHOP);
  }

  /** A log of `files`: text by path, `null` for a folder. `authors` are those who committed them, by path. */
  static of(files, authors = {}) {
    const root = written(files, authors);
    try {
      return new Site(root);
    } finally {
      rmSync(root, { recursive: true });
    }
  }

  constructor(log) {
    this.folder = mkdtempSync(join(tmpdir(), 'adr-site-'));
    try {
      execFileSync(process.env.ADR, ['--quiet', '--dir', log, 'render', '--out', this.folder], { stdio: 'pipe' });
    } catch (error) {
      // What cannot be read, a record or a file, fails the command; the site is there all the same.
      if (existsSync(join(this.folder, 'index.html'))) return;
      this.remove();
      throw error;
    }
  }

  get pages() {
    return readdirSync(this.folder).filter((name) => name.endsWith('.html')).sort();
  }

  url(page) {
    return pathToFileURL(join(this.folder, page)).href;
  }

  remove() {
    rmSync(this.folder, { recursive: true });
  }
}

/** The graph of a log of `files`, as a drawing of its own. */
export function graphOf(files) {
  const root = written(files);
  try {
    return execFileSync(process.env.ADR, ['--dir', root, 'graph', '--format', 'svg'], { encoding: 'utf8' });
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Serves a log of `files` as `adr preview` does, until `end` is called. */
export async function preview(files) {
  const root = written(files);
  const server = spawn(process.env.ADR, ['--quiet', '--dir', root, 'preview', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const end = async () => {
    const ended = server.exitCode ?? once(server, 'exit');
    server.kill('SIGINT');
    await ended;
    rmSync(root, { recursive: true });
  };
  const [address] = await Promise.race([once(server.stdout, 'data'), once(server, 'exit')]);
  if (server.exitCode !== null) throw new Error('the preview has ended');
  return { url: String(address).trim(), end };
}

/** A new folder with `files` in it. */
function written(files, authors = {}) {
  const root = mkdtempSync(join(tmpdir(), 'adr-log-'));
  for (const [path, text] of Object.entries(files)) {
    const whole = join(root, path);
    mkdirSync(text === null ? whole : dirname(whole), { recursive: true });
    if (text !== null) writeFileSync(whole, text);
  }
  if (Object.keys(authors).length > 0) commit(root, files, authors);
  return root;
}

/** Makes a repository of `folder`, with a commit of each file by its author. */
function commit(folder, files, authors) {
  const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const commits = Object.entries(authors).map(
    ([path, author]) =>
      `commit refs/heads/main\nauthor ${author} <a@example.com> 1767225600 +0000\n` +
      `committer c <c@example.com> 1767225600 +0000\n${data('x')}M 100644 inline "${path.replaceAll(/["\\]/g, '\\$&')}"\n${data(files[path])}\n`,
  );
  const git = (args, input) => execFileSync('git', args, { cwd: folder, input, stdio: ['pipe', 'ignore', 'pipe'] });
  git(['init', '--quiet', '--initial-branch=main']);
  git(['fast-import', '--quiet'], commits.join(''));
}

/** A tab in which whatever a page does wrong ends up in `tab.faults`; all that it may ask for begins with `home`. */
export async function open(browser, options = {}, home = 'file://') {
  const context = await browser.newContext(options);
  await context.addInitScript((canary) => {
    window.reports = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.reports.push(`${event.violatedDirective}: ${event.blockedURI}`),
    );
    window[canary] = () => (window.hasRun = true);
  }, CANARY);
  const tab = await context.newPage();
  tab.faults = [];
  tab.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) tab.faults.push(`console: ${message.text()}`);
  });
  tab.on('pageerror', (error) => tab.faults.push(`exception: ${error.message}`));
  tab.on('requestfailed', (request) => {
    // What the next page ends is no fault.
    if (request.failure().errorText !== 'net::ERR_ABORTED') tab.faults.push(`not loaded: ${request.url()}`);
  });
  tab.on('request', (request) => {
    if (!request.url().startsWith(home)) tab.faults.push(`asked for: ${request.url()}`);
  });
  tab.on('popup', (popup) => tab.faults.push(`popup: ${popup.url()}`));
  tab.on('dialog', (dialog) => {
    tab.faults.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  return tab;
}

/** Opens `page` and gives every fault since the last call. */
export async function visit(tab, site, page) {
  await tab.goto(site.url(page));
  return faults(tab);
}

/** What went wrong in the open page, and the page asked what it has seen itself. */
export async function faults(tab) {
  const { reports, hasRun } = await tab.evaluate(() => ({ reports: window.reports, hasRun: window.hasRun }));
  const found = tab.faults.splice(0).concat(reports.map((report) => `policy: ${report}`));
  return hasRun ? found.concat('a payload ran') : found;
}
