// Search, on every page: which decisions have the words, the best first, and which options they rejected. The index in
// search-index.js is loaded when somebody first searches. Words, stop words and endings are those of `adr search`.
'use strict';

const adrSearch = (() => {
  const LAST = '0123456789abcdefghijklmnopqrstuv';
  const MORE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZwxyz-_';
  const ENDINGS = ['ations', 'ation', 'ings', 'ing', 'es', 'ed', 's'];
  const MIN_STEM = 4;
  const NOT_A_WORD = /[^\p{L}\p{N}\p{M}]+/u;
  /** The best place in which a word is found ranks a decision. */
  const [NUMBER, TITLE, OPTION, TAG, TEXT] = [0, 1, 2, 3, 4];

  const loading = {};
  let entries = [];
  let stopWords = new Set();
  let verdicts = [];
  let records = null;
  let reasons = null;
  const placesOf = new Map();

  function load(file, name) {
    loading[file] ??= new Promise((resolve) => {
      const script = document.createElement('script');
      script.src = file;
      script.addEventListener('load', () => resolve(globalThis[name]));
      script.addEventListener('error', () => resolve(null));
      document.head.append(script);
    });
    return loading[file];
  }

  const wordsOf = (text) => text.toLowerCase().split(NOT_A_WORD).filter(Boolean);
  /** Words between spaces, so that one that starts with `x` is found as ` x`. */
  const searchable = (text) => ` ${wordsOf(text).join(' ')} `;

  function decode(index) {
    // Each line has the number of letters that it shares with the word before it, the rest of its word, and its records.
    let before = [];
    entries = index.words.split('\n').filter(Boolean).map((line) => {
      const [word, positions] = line.split(' ');
      const letters = [...word];
      before = [...before.slice(0, parseInt(letters[0], 36)), ...letters.slice(1)];
      return { word: before.join(''), positions };
    });
    stopWords = new Set(index.stop.split('|'));
    verdicts = index.verdicts;
    records = index.records.map(([number, title, href, status, tags, verdict, options]) => ({
      number,
      title,
      href,
      status,
      verdict: verdicts[verdict],
      options,
      words: [searchable(title), searchable(options.join(' ')), searchable(tags.join(' '))],
      digits: number && number.replace(/^.*-0*/, ''),
    }));
  }

  function positions(coded) {
    const found = [];
    let [next, value, weight] = [0, 0, 1];
    for (const digit of coded) {
      const last = LAST.indexOf(digit);
      value += weight * (last < 0 ? MORE.indexOf(digit) : last);
      weight *= 32;
      if (last < 0) continue;
      found.push(next + value);
      [next, value, weight] = [next + value + 1, 0, 1];
    }
    return found;
  }

  function stem(word) {
    const ending = ENDINGS.find((end) => word.endsWith(end) && word.length - end.length >= MIN_STEM);
    return ending && /^[\x00-\x7f]*$/.test(word) ? word.slice(0, -ending.length) : word;
  }

  /** The best place of a word in each record that has it, by position. */
  function places(word) {
    if (!placesOf.has(word)) {
      const start = stem(word);
      const found = new Map();
      for (const entry of entries) {
        if (entry.word.startsWith(start)) for (const position of positions(entry.positions)) found.set(position, TEXT);
      }
      const number = /^\d+$/.test(word) && word.replace(/^0+(?=\d)/, '');
      records.forEach((record, position) => {
        const place = [TITLE, OPTION, TAG].find((place) => record.words[place - TITLE].includes(` ${start}`));
        if (number && record.digits === number) found.set(position, NUMBER);
        else if (place) found.set(position, place);
      });
      placesOf.set(word, found);
    }
    return placesOf.get(word);
  }

  /** Whether one slip of the finger, or two in a long word, made `word` of `meant` (optimal string alignment distance). */
  function isSlip(word, meant, most) {
    let [before, last] = [[], Array.from({ length: meant.length + 1 }, (_, at) => at)];
    for (let i = 1; i <= word.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= meant.length; j += 1) {
        const cost = word[i - 1] === meant[j - 1] ? 0 : 1;
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
        if (i > 1 && j > 1 && word[i - 1] === meant[j - 2] && word[i - 2] === meant[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      [before, last] = [last, row];
    }
    return last[meant.length] <= most;
  }

  /** A word of the log that was probably meant by `word`, which no record has. */
  function correction(word) {
    if (word.length < 4) return null;
    const most = word.length >= 8 ? 2 : 1;
    const fits = (known) => known[0] === word[0] && Math.abs(known.length - word.length) <= most && isSlip(word, known, most);
    const names = records.flatMap((record) => record.words.join('').split(' '));
    return names.find((known) => known && fits(known)) ?? entries.find((entry) => fits(entry.word))?.word ?? null;
  }

  /** The words of a query, without those that every text has, and each that no record has replaced by a similar one. */
  function terms(query) {
    const all = wordsOf(query.replace(/\badr-?(?=\d)/gi, ''));
    const telling = all.filter((word) => !stopWords.has(word));
    const corrected = [];
    const found = [...new Set(telling.length ? telling : all)].map((word) => {
      const meant = places(word).size ? null : correction(word);
      if (meant) corrected.push([word, meant]);
      return meant ?? word;
    });
    return { found, corrected };
  }

  /** The rejected option of a record that most of the words name. */
  function optionOf(record, words) {
    const namedBy = (option) => words.filter((word) => searchable(option).includes(` ${stem(word)}`)).length;
    const best = record.options.map((name, at) => ({ name, at, named: namedBy(name) })).sort((a, b) => b.named - a.named)[0];
    return best?.named ? best : null;
  }

  return {
    /** Loads the index, once; resolves to whether it is there. */
    async load() {
      const index = await load('search-index.js', 'adrSearchIndex');
      if (index && !records) decode(index);
      return records !== null;
    },
    /** Loads the reasons for which options were rejected. */
    async loadReasons() {
      reasons ??= await load('search-reasons.js', 'adrSearchReasons');
    },
    isLoaded: () => records !== null,
    size: () => records.length,
    record: (position) => records[position],
    /** The positions of the decisions that have all the words, or else most of them, the best first. */
    find(query) {
      const { found: words, corrected } = terms(query);
      const hits = new Map();
      for (const word of words) {
        for (const [position, place] of places(word)) {
          const hit = hits.get(position) ?? { position, words: 0, rank: 0 };
          hits.set(position, { position, words: hit.words + 1, rank: hit.rank + place });
        }
      }
      const most = Math.max(0, ...[...hits.values()].map((hit) => hit.words));
      const best = [...hits.values()].filter((hit) => hit.words === most);
      best.sort((a, b) => a.rank - b.rank || a.position - b.position);
      return { words, corrected, isPartial: most < words.length, positions: best.map((hit) => hit.position) };
    },
    /** What a hit on a rejected option says: "rejected here: DynamoDB, no transaction …; still holds". */
    rejection(position, words) {
      const record = records[position];
      const option = optionOf(record, words);
      if (!option) return null;
      const note = document.createElement('p');
      note.className = 'rejected-here';
      const name = Object.assign(document.createElement('em'), { textContent: option.name, dir: 'auto' });
      const reason = reasons?.[position]?.[option.at]?.replace(/[.;]$/, '');
      note.append('rejected here: ', name, reason ? `, ${reason}; ` : '; ');
      const [state, label] = record.verdict;
      note.append(Object.assign(document.createElement('span'), { className: `v-${state}`, textContent: label }));
      return note;
    },
    /** What a search was made of, in words, or that nothing was found. */
    summary({ corrected, isPartial, positions: found }, query) {
      const instead = corrected.map(([word, meant]) => `“${meant}” instead of “${word}”`);
      const parts = instead.length ? [`Searched for ${instead.join(', ')}.`] : [];
      if (!found.length) return `Nothing found for “${query.trim()}” in the titles, tags, texts and rejected options of ${records.length} decisions.`;
      if (isPartial) parts.push('No decision has all the words; these have most of them.');
      return parts.join(' ');
    },
  };
})();

// The search field of every page but the index, which has its own.
(() => {
  const header = document.querySelector('.site-header');
  if (!header || document.querySelector('.page-index')) return;
  const MAX_SHOWN = 8;

  const form = document.createElement('form');
  form.className = 'site-search';
  form.setAttribute('role', 'search');
  const field = Object.assign(document.createElement('input'), { type: 'search', name: 'q', placeholder: 'Search decisions', autocomplete: 'off' });
  field.setAttribute('aria-label', 'Search decisions');
  field.setAttribute('aria-keyshortcuts', '/');
  const panel = Object.assign(document.createElement('div'), { className: 'results', hidden: true });
  const status = document.createElement('p');
  status.setAttribute('role', 'status');
  const list = document.createElement('ul');
  panel.append(status, list);
  form.append(field, panel);
  header.append(form);

  const wholeSearch = () => `index.html?q=${encodeURIComponent(field.value.trim())}`;
  const link = (href, ...content) => {
    const anchor = Object.assign(document.createElement('a'), { href });
    anchor.append(...content);
    return anchor;
  };
  const item = (...content) => {
    const element = document.createElement('li');
    element.append(...content);
    return element;
  };

  function hit(position, words) {
    const { number, title, href, status: state } = adrSearch.record(position);
    const name = Object.assign(document.createElement('span'), { textContent: title, dir: 'auto' });
    const label = Object.assign(document.createElement('small'), { textContent: state ?? '', className: `s-${state}` });
    const note = adrSearch.rejection(position, words);
    return item(link(href, number ? `${number} ` : '', name), ' ', label, ...(note ? [note] : []));
  }

  function show() {
    const query = field.value;
    panel.hidden = !query.trim();
    if (panel.hidden || !adrSearch.isLoaded()) return;
    const result = adrSearch.find(query);
    const shown = result.positions.filter((position) => adrSearch.record(position).href).slice(0, MAX_SHOWN);
    status.textContent = adrSearch.summary(result, query);
    list.replaceChildren(...shown.map((position) => hit(position, result.words)));
    const all = result.positions.length;
    if (all > shown.length) list.append(item(link(wholeSearch(), `All ${all} decisions`)));
  }

  async function ready() {
    await adrSearch.load();
    show();
    await adrSearch.loadReasons();
    show();
  }

  field.addEventListener('focus', ready, { once: true });
  field.addEventListener('input', show);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (field.value.trim()) location.assign(wholeSearch());
  });
  form.addEventListener('keydown', (event) => {
    const stops = [field, ...list.querySelectorAll('a')];
    const at = stops.indexOf(document.activeElement);
    if (event.key === 'Escape') {
      field.value = '';
      show();
      field.focus();
    } else if (event.key === 'ArrowDown' && at < stops.length - 1) stops[at + 1].focus();
    else if (event.key === 'ArrowUp' && at > 0) stops[at - 1].focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener('click', (event) => {
    if (!form.contains(event.target)) panel.hidden = true;
  });
  field.addEventListener('click', show);
})();

// `/` goes to the search field.
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, select, textarea')) return;
  event.preventDefault();
  document.querySelector('[role="search"] input[type="search"]')?.focus();
});
