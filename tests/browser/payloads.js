// Texts that would run, load or restyle something if any part of a page took them for markup.

import { CANARY } from './site.js';

const call = `${CANARY}()`;

export const PAYLOADS = [
  // Tags that run by themselves.
  `<script>${call}</script>`,
  `<ScRiPt >${call}</sCrIpT >`,
  `<script/x>${call}</script/x>`,
  `<script src=data:text/javascript,${call}></script>`,
  `<scr<script>ipt>${call}</scr</script>ipt>`,
  `<img src=x onerror=${call}>`,
  `<img/src="x"/onerror="${call}"/`,
  `<IMG """><SCRIPT>${call}</SCRIPT>">`,
  `<svg onload=${call}>`,
  `<svg><script>${call}</script></svg>`,
  `<svg><animate onbegin=${call} attributeName=x dur=1s>`,
  `<svg><foreignObject><iframe srcdoc="<script>parent.${call}</script>"></iframe></foreignObject></svg>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=${call}>`,
  `<body onload=${call}>`,
  `<iframe srcdoc='<script>parent.${call}</script>'></iframe>`,
  `<iframe src="javascript:parent.${call}"></iframe>`,
  `<object data="data:text/html,<script>${call}</script>"></object>`,
  `<embed src="javascript:${call}">`,
  `<video><source onerror=${call}></video>`,
  `<audio src=x onerror=${call}>`,
  `<details open ontoggle=${call}>x</details>`,
  `<input autofocus onfocus=${call}>`,
  `<select autofocus onfocus=${call}></select>`,
  `<marquee onstart=${call}>x</marquee>`,
  `<div style="animation:x 1s" onanimationstart=${call}>x</div>`,
  `<x tabindex=0 onfocus=${call} id=a>x</x>`,
  // Out of an attribute, an element, a comment, a section of code.
  `" onmouseover="${call}" x="`,
  `' onmouseover='${call}' x='`,
  `" autofocus onfocus=${call} x="`,
  '` onmouseover=`' + call + '`',
  `"><script>${call}</script>`,
  `'><script>${call}</script>`,
  `</title><script>${call}</script>`,
  `</code></pre><script>${call}</script>`,
  `</textarea></style></script><script>${call}</script>`,
  `--><script>${call}</script><!--`,
  `<!--><img src=x onerror=${call}>-->`,
  `<!-- --!><img src=x onerror=${call}>`,
  `]]><script>${call}</script><![CDATA[`,
  `<?xml version="1.0"?><script>${call}</script>?>`,
  // URLs.
  `javascript:${call}`,
  `JaVaScRiPt:${call}`,
  `java\tscript:${call}`,
  `\u0001javascript:${call}`,
  `javascript&colon;${call}`,
  `&#106;avascript:${call}`,
  `javascript:/*--></title></style></textarea></script><svg onload='${call}'>*/${call}`,
  `data:text/html,<script>${call}</script>`,
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${call}'/>`,
  `vbscript:${call}`,
  `//example.com/x.js`,
  // Markdown's own ways to a tag or a URL.
  `[x](javascript:${call})`,
  `[x](<java\tscript:${call}>)`,
  `[x](https://example.com "\\"onmouseover=${call}")`,
  `![x](x"onerror="${call})`,
  `![x](javascript:${call})`,
  `<javascript:${call}>`,
  `[x]: javascript:${call}\n\n[x]`,
  `[^<img src=x onerror=${call}>]`,
  `|<img src=x onerror=${call}>|\n|-|\n|<script>${call}</script>|`,
  // Templates, styles, documents of another base.
  `{{ ${call} }}{% raw %}{# x #}`,
  `\${${call}}`,
  `<style>*{display:none}</style>`,
  `<link rel=stylesheet href=data:text/css,*{display:none}>`,
  `<base href=//example.com/>`,
  `<meta http-equiv=refresh content="0;url=javascript:${call}">`,
  `<form action=javascript:${call}><button>x</button></form>`,
  // Characters that change what the rest is taken for.
  `+ADw-script+AD4-${call}+ADw-/script+AD4-`,
  `\u00bcscript\u00be${call}\u00bc/script\u00be`,
  `\uff1cscript\uff1e${call}\uff1c/script\uff1e`,
  `&lt;script&gt;${call}&lt;/script&gt;`,
  `&amp;lt;script&amp;gt;${call}`,
  `%3Cscript%3E${call}%3C/script%3E`,
  `<\u0000script>${call}</script>`,
  `\u202e<img src=x onerror=${call}>\u2066`,
  `<img src=x\u2028onerror=${call}>`,
];

/** A log with every payload in every field, and every other one in a record that cannot be read. */
export function hostileLog() {
  const files = { 'adr.toml': `[site]\ntitle = ${toml(PAYLOADS.slice(0, 40).join(' '))}\n` };
  PAYLOADS.forEach((payload, position) => {
    const name = fileName(payload);
    files[`${number(2 * position + 1)}-${name}.md`] = readable(payload);
    if (position % 2 === 0) files[`${number(2 * position + 2)}-${name}.md`] = unreadable(payload);
    // A record of another tool, with no number: its page is named after the payload alone.
    if (position % 4 === 0) files[`${name}.md`] = `# ${payload}\n\n## Status\n\n${payload}\n\n## Context\n\n${payload}\n`;
  });
  files[`9998-${fileName(PAYLOADS[5])}.md`] = null;
  return files;
}

function readable(payload) {
  const value = toml(payload);
  return `\`\`\`toml
status = "accepted"
date = 2026-01-01
deciders = [${value}]
tags = [${value}]
affects = [${value}]

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
