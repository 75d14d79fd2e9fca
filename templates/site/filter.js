// Filters, search and order of the index. The table is complete without this; what is chosen stands in the URL.
'use strict';

(() => {
  const table = document.querySelector('table.index');
  if (!table) return;
  const body = table.tBodies[0];
  const text = (node) => (node ? node.textContent.trim() : '');
  // Each name but the last is a text of its own, up to a `<wbr>`: a name may hold a comma.
  const names = (cell) => {
    const texts = [...cell.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    return texts.map((node) => node.data.replace(/, $/, '').trim()).filter(Boolean);
  };
  const rows = [...body.rows].map((element, position) => {
    const [number, decision, status, triggers, date, deciders] = element.cells;
    return {
      element,
      position,
      number: text(number),
      decision: text(decision.firstElementChild),
      tags: [...decision.querySelectorAll('li')].map(text),
      status: text(status.firstChild),
      triggers: text(triggers),
      date: text(date),
      deciders: names(deciders),
      words: text(element).toLowerCase(),
    };
  });

  const STANDINGS = ['Invalid', 'Due', 'Unknown', 'Stale', 'Near', 'Holding', 'Snoozed'];
  const form = document.createElement('form');
  form.className = 'filters';
  form.setAttribute('role', 'search');
  form.addEventListener('submit', (event) => event.preventDefault());

  // Where there is little room, all but the search is folded away until somebody wants it.
  const fold = document.createElement('details');
  const choices = document.createElement('div');
  choices.className = 'choices';
  fold.append(Object.assign(document.createElement('summary'), { textContent: 'Filter' }), choices);
  const wide = matchMedia('(min-width: 58.01rem)');

  const controls = {};
  const add = (name, label, control) => {
    const wrap = document.createElement('label');
    wrap.append(label, control);
    control.name = name;
    (name === 'q' ? form : choices).append(wrap);
    controls[name] = control;
  };
  const input = (type) => Object.assign(document.createElement('input'), { type });
  const select = (values) => {
    const control = document.createElement('select');
    control.append(new Option('any', ''), ...values.map((value) => new Option(value, value)));
    return control;
  };
  const distinct = (values) => [...new Set(values.filter(Boolean))].sort((a, b) => a.localeCompare(b));
  const present = rows.map((row) => row.triggers);

  add('q', 'Search', Object.assign(input('search'), { placeholder: 'any word of a decision' }));
  add('status', 'Status', select(distinct(rows.map((row) => row.status))));
  add('triggers', 'Triggers', select(STANDINGS.filter((standing) => present.includes(standing))));
  add('tag', 'Tag', select(distinct(rows.flatMap((row) => row.tags))));
  add('decider', 'Decider', select(distinct(rows.flatMap((row) => row.deciders))));
  const day = (placeholder) => Object.assign(input('text'), { placeholder, size: 10, maxLength: 10 });
  add('since', 'Since', day('2025'));
  add('until', 'Until', day('2026-03-31'));
  const reset = Object.assign(document.createElement('button'), { type: 'reset', textContent: 'Clear' });
  form.append(fold, reset);
  const found = document.createElement('p');
  found.className = 'found';
  found.setAttribute('role', 'status');
  table.before(form, found);

  // A column's heading orders by it; once more turns the order round.
  const KEYS = ['number', 'decision', 'status', 'triggers', 'date', 'deciders'];
  const RANKS = { triggers: STANDINGS };
  let order = '';
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = Object.assign(document.createElement('button'), { type: 'button' });
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      order = order === KEYS[column] ? `-${KEYS[column]}` : KEYS[column];
      show();
      remember();
    });
  });

  const compare = (key) => (a, b) => {
    const [left, right] = [a[key], b[key]].map(String);
    if (!left || !right) return Number(!left) - Number(!right);
    const ranks = RANKS[key];
    if (ranks) return ranks.indexOf(left) - ranks.indexOf(right);
    return left.localeCompare(right, undefined, { numeric: true });
  };

  function show() {
    const value = (name) => controls[name].value;
    const words = value('q').toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits =
        words.every((word) => row.words.includes(word) || adrSearch.has(word, row.position)) &&
        (!value('status') || row.status === value('status')) &&
        (!value('triggers') || row.triggers === value('triggers')) &&
        (!value('tag') || row.tags.includes(value('tag'))) &&
        (!value('decider') || row.deciders.includes(value('decider'))) &&
        (!value('since') || row.date >= value('since')) &&
        (!value('until') || (row.date && row.date.slice(0, value('until').length) <= value('until')));
      row.element.hidden = !fits;
      count += fits;
    }
    const key = order.replace('-', '');
    const sorted = key ? [...rows].sort(compare(key)) : rows;
    if (order.startsWith('-')) sorted.reverse();
    body.append(...sorted.map((row) => row.element));
    headings.forEach((heading, column) => {
      const is = KEYS[column] === key;
      if (is) heading.setAttribute('aria-sort', order.startsWith('-') ? 'descending' : 'ascending');
      else heading.removeAttribute('aria-sort');
    });
    reset.hidden = count === rows.length && !order;
    found.textContent = count === rows.length ? '' : `${count} of ${rows.length} decisions`;
  }

  function remember() {
    const state = new URLSearchParams();
    for (const [name, control] of Object.entries(controls)) if (control.value) state.set(name, control.value);
    if (order) state.set('sort', order);
    const query = state.toString();
    const url = new URL(location.href);
    url.search = query;
    url.hash = '';
    try {
      history.replaceState(null, '', url);
    } catch {
      // A page from a file may not change its query in every browser.
      url.search = '';
      url.hash = query && `?${query}`;
      history.replaceState(null, '', url.hash || '#');
    }
  }

  function unfold() {
    fold.open = wide.matches || Object.values(controls).some((control) => control.value && control !== controls.q);
  }

  function recall() {
    const state = new URLSearchParams(location.search || location.hash.replace(/^#\??/, ''));
    for (const [name, control] of Object.entries(controls)) {
      const value = state.get(name) ?? '';
      const isOffered = !control.options || [...control.options].some((option) => option.value === value);
      control.value = isOffered ? value : '';
    }
    unfold();
    const sort = state.get('sort') ?? '';
    order = KEYS.includes(sort.replace('-', '')) ? sort : '';
    show();
  }

  // Words of the prose are found once the index is there.
  function loadIndex() {
    adrSearch.load().then((isThere) => isThere && show());
  }

  controls.q.addEventListener('focus', loadIndex, { once: true });
  form.addEventListener('input', () => {
    show();
    remember();
  });
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    for (const control of Object.values(controls)) control.value = '';
    order = '';
    show();
    remember();
    // The button is gone, and with it would be the keyboard's place.
    controls.q.focus();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.matches('input, select, textarea')) return;
    event.preventDefault();
    controls.q.focus();
  });
  wide.addEventListener('change', unfold);
  addEventListener('popstate', recall);
  recall();
  if (controls.q.value) loadIndex();
})();
