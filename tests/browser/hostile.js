// A log with every payload in every field that a stranger may fill in: of records, settings, observations, git.

import { PAYLOADS } from './payloads.js';

/** What a record links to, each file with a payload of its own: a copy must be harmless however it is served. */
const COPIED = {
  'logo.svg': '<svg xmlns="http://www.w3.org/2000/svg" onload="pwned()"><script>pwned()</script><rect width="9" height="9" onclick="pwned()"/></svg>',
  'drawing.svg': `<?xml version="1.0"?><?xml-stylesheet href="data:text/css,*{display:none}"?>
<!DOCTYPE svg [<!ENTITY x "<script>pwned()</script>">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:h="http://www.w3.org/1999/xhtml">
<h:script>pwned()</h:script><set attributeName="onload" to="pwned()"/>
<style>@import url(//example.com/x.css);@font-face{font-family:x;src:url(//example.com/x)}.x{fill:url(//example.com/x);stroke:u\\72l(//example.com/x);background:url(//example.com/x);font-family:x}</style>
<switch><foreignObject width="99" height="99"><body xmlns="http://www.w3.org/1999/xhtml" onload="pwned()"><iframe srcdoc="&lt;script>parent.pwned()&lt;/script>"/></body></foreignObject><text class="x" onclick="pwned()">x</text></switch>
<a xlink:href="javascript:pwned()"><rect width="99" height="99" style="fill:red;background:url(//example.com/x)"/></a>
<linearGradient xlink:href="//example.com/x#y"/><handler xmlns="http://www.w3.org/2001/xml-events" ev:event="load" xmlns:ev="http://www.w3.org/2001/xml-events">pwned()</handler></svg>`,
  ...Object.fromEntries(
    Object.entries({
      object: '<foreignObject width="99" height="99"><body xmlns="http://www.w3.org/1999/xhtml" onload="pwned()"/></foreignObject>',
      use: `<use href="data:image/svg+xml,&lt;svg id='x' xmlns='http://www.w3.org/2000/svg' onload='pwned()'/>#x"/>`,
      image: '<image href="//example.com/x.png"/>',
      selector: '<style>rect[width^="9"]{fill:url(//example.com/x)}</style>',
    }).map(([name, part]) => [`${name}.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${part}<rect width="9" height="9"/></svg>`]),
  ),
  'entity.svg': '<!DOCTYPE svg [<!ENTITY x "<script>pwned()</script>">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
  ...Object.fromEntries(
    ['csv', 'docx', 'json', 'log', 'odt', 'pdf', 'toml', 'tsv', 'txt', 'yaml', 'yml', 'png', 'avif'].map((kind) => [
      `page.${kind}`,
      `\n <!DOCTYPE html><script>pwned()</script><img src=x onerror=pwned()>`,
    ]),
  ),
  'marked.log': '\ufeff<html><script>pwned()</script>',
  'plain.csv': 'day,writes\n2026-01-01,4\n',
  'page.html': '<script>pwned()</script>',
  'page.xml': '<html xmlns="http://www.w3.org/1999/xhtml"><script>pwned()</script></html>',
};

/** The log's files: text by path, `null` for a folder. */
export function hostileLog() {
  const files = { 'adr.toml': settings() };
  const lines = [];
  PAYLOADS.forEach((payload, position) => {
    const name = fileName(payload);
    files[`${number(2 * position + 1)}-${name}.md`] = readable(payload, position);
    lines.push(...observations(payload, position));
    // Records that cannot be read, whose successor is hostile, or of another tool, whose page is named after the payload alone.
    const rare = [unreadable, superseded, foreign][position % 10];
    const path = rare === foreign ? `${name}.md` : `${number(2 * position + 2)}-${name}.md`;
    if (rare) files[path] = rare(payload, position);
  });
  files['observations/2026/20260301T000000Z-0123456789abcdef.jsonl'] = lines.join('');
  files['9998-files.md'] = `# Files\n\n${Object.keys(COPIED).map((name) => `[${name}](files/${name}) ![${name}](files/${name})`).join('\n')}\n`;
  for (const [name, text] of Object.entries(COPIED)) files[`files/${name}`] = text;
  files[`9999-${fileName(PAYLOADS[5])}.md`] = null;
  return files;
}

/** Who committed each record: names as git can hold them. */
export function hostileAuthors() {
  const name = (payload) => payload.replaceAll(/[<>\n\0]/g, '').trim() || 'x';
  return Object.fromEntries(PAYLOADS.map((payload, position) => [`${number(2 * position + 1)}-${fileName(payload)}.md`, name(payload)]));
}

function settings() {
  const every = toml(PAYLOADS.join(' '));
  const address = "https://example.com/';pwned();'&lt;script&gt;&quot;onmouseover=pwned()/javascript:pwned()/";
  return `[site]
title = ${every}
footer = ${every}
logo = "files/logo.svg"
accent = "#b00"
url = "${address}"
edit_url = "${address}{path}?{{path}}#{path}"

${PAYLOADS.map((payload, position) => `[metrics."hostile.p${position}"]\ndescription = ${toml(payload)}\nunit = "count"\n`).join('\n')}`;
}

/** Two series with a past, so that values, witnesses and plots name them; their labels and their source are hostile. */
function observations(payload, position) {
  return ['', '-2'].flatMap((series) =>
    ['2026-01-01', '2026-01-12', '2026-01-20', '2026-02-01', '2026-02-10', '2026-03-01'].map((day, at) =>
      JSON.stringify({
        metric: `hostile.p${position}`,
        labels: { module: payload + series },
        at: `${day}T00:00:00Z`,
        value: String(at + 2),
        unit: 'count',
        source: payload,
      }).concat('\n'),
    ),
  );
}

function readable(payload, position) {
  const value = toml(payload);
  return `\`\`\`toml
status = "accepted"
date = 2026-01-01
deciders = [${value}]
tags = [${value}]
affects = [${value}]
links = [{ kind = "relates", to = ${2 * position + (position % 4 === 3 ? -5 : 3)} }]

[[revisit]]
id = "fired"
when = "any(hostile.p${position}) > 4"
note = ${value}

[[revisit]]
id = "near"
when = 'hostile.p${position}{module=${value.replaceAll("'", '')}} < 4'

[[revisit]]
id = ${value}
when = ${value}
note = ${value}
snoozed_until = 2027-01-01
snooze_reason = ${value}

[allow]
vague-reason = ${value}
\`\`\`

# ${payload}

## Context

${payload}

> ${payload}

[link](<${payload}> "${payload}") ![image](<${payload}> "${payload}") [bare](${payload}) <${payload}>

[label][r] \`${payload}\` **${payload}**

[r]: ${payload}

## ${payload}

### ${payload}

| ${payload} | x |
|---|:-:|
| x | ${payload} |

\`\`\`${payload.replaceAll('`', '')}
${payload}
\`\`\`

\`\`\`mermaid
flowchart LR
  A["${payload.replaceAll(/["\n`]/g, "'")}"] --> B[${payload.replaceAll(/[\n`]/g, ' ')}]
\`\`\`

\`\`\`mermaid
sequenceDiagram
  A->>B: ${payload.replaceAll(/[\n`]/g, ' ')}
  Note over A: ${payload.replaceAll(/[\n`]/g, ' ')}
\`\`\`

\`\`\`mermaid
flowchart LR
  A[x] --> B[y]
  click A "${payload.replaceAll(/["\n`]/g, "'")}" "${payload.replaceAll(/["\n`]/g, "'")}"
  style A fill:${payload.replaceAll(/[\n`]/g, ' ')}
\`\`\`

> [!NOTE] ${payload.replaceAll('\n', ' ')}
> ${payload.replaceAll('\n', ' ')}

<div>

${payload}

</div>

## Consequences

**Gains:**

- ${payload}

**Costs:**

- ${payload}

## Alternatives Rejected

- **${payload}:** ${payload}

### ${payload}

${payload}

## Revisit When

${payload}[^1]

[^1]: ${payload}
`;
}

function unreadable(payload) {
  const value = toml(payload);
  return `\`\`\`toml
status = ${value}
date = ${value}
${value} = 1
superseded_by = ${value}
links = [{ kind = ${value}, to = 1 }]
\`\`\`

# ${payload}

${payload}
`;
}

/** Superseded by the record with the payload. */
function superseded(payload, position) {
  return `\`\`\`toml
status = "superseded"
date = 2026-01-01
deciders = ["mara@example.com"]
superseded_by = ${2 * position + 1}
\`\`\`

# Old

Old.
`;
}

function foreign(payload) {
  return `# ${payload}

* Status: ${payload}
* Deciders: ${payload}
* Date: ${payload}

## Context

${payload}

Superseded by [${payload}](${payload})
`;
}

function number(value) {
  return String(value).padStart(4, '0');
}

function toml(text) {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}

/** `payload` as far as a file can be called so. */
function fileName(payload) {
  return payload.replaceAll(/[\0/\n]/g, '_').slice(0, 80);
}
