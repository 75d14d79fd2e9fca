// Filters, search and order of the index. The table is complete without this; what is chosen stands in the URL.
'use strict';

(() => {
  const table = document.querySelector('table.index');
  if (!table) return;
  const body = table.tBodies[0];
  const text = (node) => (node ? node.textContent.trim() : '');
  const state = (cell, prefix) => (cell.className.startsWith(prefix) ? cell.className.slice(prefix.length) : '');
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
      isShown: true,
      number: text(number),
      decision: text(decision.firstElementChild),
      tags: [...decision.querySelectorAll('li')].map(text),
      status: state(status, 's-'),
      statusLabel: text(status.firstChild),
      triggers: state(triggers, 't-'),
      guards: element.dataset.guards ?? '',
      date: text(date),
      deciders: names(deciders),
    };
  });

  const STANDINGS = { invalid: 'Invalid', fired: 'Due', unknown: 'No verdict', stale: 'Stale', near: 'Near', holding: 'Holding', snoozed: 'Snoozed' };
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
    control.name = name;
    control.setAttribute('aria-label', label);
    (name === 'q' ? form : choices).append(control);
    controls[name] = control;
  };
  const input = (type, placeholder) => Object.assign(document.createElement('input'), { type, placeholder });
  const select = (none, values, labels = {}) => {
    const control = document.createElement('select');
    control.append(new Option(none, ''), ...values.map((value) => new Option(labels[value] ?? value, value)));
    return control;
  };
  const distinct = (values) => [...new Set(values.filter(Boolean))].sort((a, b) => a.localeCompare(b));
  const standings = new Set(rows.map((row) => row.triggers));
  const statusLabels = Object.fromEntries(rows.map((row) => [row.status, row.statusLabel]));

  add('q', 'Search', input('search', 'any word of a decision, or an option'));
  controls.q.setAttribute('aria-keyshortcuts', '/');
  add('status', 'Status', select('any status', distinct(rows.map((row) => row.status)), statusLabels));
  add('triggers', 'Triggers', select('any triggers', Object.keys(STANDINGS).filter((standing) => standings.has(standing)), STANDINGS));
  const guards = distinct(rows.map((row) => row.guards));
  if (guards.length) add('guards', 'Guards', select('any guards', guards));
  add('tag', 'Tag', select('any tag', distinct(rows.flatMap((row) => row.tags))));
  add('decider', 'Decider', select('any decider', distinct(rows.flatMap((row) => row.deciders))));
  const day = (placeholder) => Object.assign(input('text', placeholder), { size: 10, maxLength: 10 });
  add('since', 'Since', day('since 2025'));
  add('until', 'Until', day('until 2026-03'));
  const reset = Object.assign(document.createElement('button'), { type: 'reset', textContent: 'Clear' });
  form.append(fold, reset);
  const found = document.createElement('p');
  found.className = 'found';
  found.setAttribute('role', 'status');
  table.before(form, found);

  // A column's heading orders by it; once more turns the order round.
  const KEYS = ['number', 'decision', 'status', 'triggers', 'date', 'deciders'];
  const RANKS = { triggers: Object.keys(STANDINGS) };
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

  /** Rows whose options are named below them, and hits that come first: a reader looks at no more. */
  const MAX_FIRST = 50;
  let shownOrder = rows;

  function ordered(result) {
    const key = order.replace('-', '');
    if (key) {
      const sorted = [...rows].sort(compare(key));
      return order.startsWith('-') ? sorted.reverse() : sorted;
    }
    if (!result) return rows;
    const first = result.positions.slice(0, MAX_FIRST).map((position) => rows[position]);
    const isFirst = new Set(first);
    return first.concat(rows.filter((row) => !isFirst.has(row)));
  }

  /** Moves only the rows that do not stand where they should: most keep their places from one key to the next. */
  function arrange(wanted) {
    if (wanted.every((row, at) => row === shownOrder[at])) return;
    let place = body.firstElementChild;
    for (const { element } of wanted) {
      if (element === place) place = place.nextElementSibling;
      else body.insertBefore(element, place);
    }
    shownOrder = wanted;
  }

  let notes = [];
  function explain(result) {
    for (const note of notes) note.remove();
    notes = [];
    for (const position of result?.positions.slice(0, MAX_FIRST) ?? []) {
      const note = adrSearch.rejection(position, result.words);
      if (!note || !rows[position].isShown) continue;
      rows[position].element.cells[1].append(note);
      notes.push(note);
    }
  }

  function show() {
    const value = (name) => controls[name].value;
    const query = value('q').trim();
    const result = query && adrSearch.isLoaded() ? adrSearch.find(query) : null;
    const hits = result && new Set(result.positions);
    let count = 0;
    for (const row of rows) {
      const fits =
        (!hits || hits.has(row.position)) &&
        (!value('status') || row.status === value('status')) &&
        (!value('triggers') || row.triggers === value('triggers')) &&
        (!controls.guards || !value('guards') || row.guards === value('guards')) &&
        (!value('tag') || row.tags.includes(value('tag'))) &&
        (!value('decider') || row.deciders.includes(value('decider'))) &&
        (!value('since') || row.date >= value('since')) &&
        (!value('until') || (row.date && row.date.slice(0, value('until').length) <= value('until')));
      if (fits !== row.isShown) row.element.hidden = !fits;
      row.isShown = fits;
      count += fits;
    }
    arrange(ordered(result));
    explain(result);
    const key = order.replace('-', '');
    headings.forEach((heading, column) => {
      const is = KEYS[column] === key;
      if (is) heading.setAttribute('aria-sort', order.startsWith('-') ? 'descending' : 'ascending');
      else heading.removeAttribute('aria-sort');
    });
    const isWhole = count === rows.length && !query;
    reset.hidden = isWhole && !order;
    const told = isWhole ? '' : `${count} of ${rows.length} decisions`;
    found.textContent = [told, result ? adrSearch.summary(result, query) : ''].filter(Boolean).join(' · ');
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

  async function loadIndex() {
    await adrSearch.load();
    show();
    await adrSearch.loadReasons();
    show();
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
  // Links to a filter of this page need no new page.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.counts a, .facets a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const state = new URL(link.href).searchParams;
    for (const [name, control] of Object.entries(controls)) control.value = state.get(name) ?? '';
    unfold();
    show();
    remember();
  });
  wide.addEventListener('change', unfold);
  addEventListener('popstate', recall);
  recall();
  if (controls.q.value) loadIndex();
})();
