// How long a key takes in the search of a large index.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Site, launch, open } from './site.js';

const decision = (title, body) => `\`\`\`toml
status = "accepted"
date = 2026-01-02
tags = ["storage"]
\`\`\`

# ${title}

${body}
`;

// Other work on the machine can only add to the time, so it may try three times.
test('a key in the search of 3,000 decisions takes less than 50 ms', async () => {
  const modules = ['orders', 'payments', 'stock', 'search', 'mail'];
  const stores = ['PostgreSQL', 'Redis', 'Kafka', 'DynamoDB', 'SQLite', 'S3', 'RabbitMQ'];
  const files = Array.from({ length: 3000 }, (_, at) => [
    `${String(at + 1).padStart(4, '0')}-x.md`,
    decision(`Keep ${modules[at % 5]} in ${stores[at % 7]}`, `## Alternatives Rejected\n\n- **${stores[(at + 3) % 7]}:** reason ${at % 40}.\n`),
  ]);
  const large = Site.of(Object.fromEntries(files));
  const browser = await launch();
  try {
    const tab = await open(browser, { viewport: { width: 1280, height: 900 } });
    await tab.goto(large.url('index.html'));
    await tab.keyboard.press('/');
    await tab.waitForFunction(() => globalThis.adrSearchReasons);
    const isQuick = async () => {
      const times = [];
      for (const words of ['dynamodb', 'payments sqlite', 'reason 17']) {
        for (let end = 1; end <= words.length; end += 1) {
          times.push(
            await tab.evaluate((typed) => {
              const field = document.querySelector('[name=q]');
              const start = performance.now();
              field.value = typed;
              field.dispatchEvent(new Event('input', { bubbles: true }));
              document.body.getBoundingClientRect();
              return performance.now() - start;
            }, words.slice(0, end)),
          );
        }
      }
      times.sort((a, b) => a - b);
      console.log(`# a key: ${times.map(Math.round).join(', ')} ms`);
      return times[Math.floor(times.length / 2)] < 50;
    };
    assert.ok((await isQuick()) || (await isQuick()) || (await isQuick()));
  } finally {
    await browser.close();
    large.remove();
  }
});
