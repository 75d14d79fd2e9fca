// Which records have a word, by the index in search-index.js, which is loaded when somebody first searches.
// Words, stop words and endings are those of `adr search`.
'use strict';

const adrSearch = (() => {
  const LAST = '0123456789abcdefghijklmnopqrstuv';
  const MORE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZwxyz-_';
  const ENDINGS = ['ations', 'ation', 'ings', 'ing', 'es', 'ed', 's'];
  const MIN_STEM = 4;
  let loading = null;
  let entries = null;
  let stopWords = new Set();
  const known = new Map();

  // Each line has the number of letters that it shares with the word before it, the rest of its word, and its records.
  function decode({ words, stop }) {
    let before = [];
    entries = words.split('\n').filter(Boolean).map((line) => {
      const [word, records] = line.split(' ');
      const letters = [...word];
      before = [...before.slice(0, parseInt(letters[0], 36)), ...letters.slice(1)];
      return { word: before.join(''), records };
    });
    stopWords = new Set(stop.split('|'));
  }

  function positions(records) {
    const found = [];
    let [next, value, weight] = [0, 0, 1];
    for (const digit of records) {
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

  return {
    // Loads the index, once; resolves to whether it is there.
    load() {
      loading ??= new Promise((resolve) => {
        const script = document.createElement('script');
        script.src = 'search-index.js';
        script.addEventListener('load', () => {
          decode(globalThis.adrSearchIndex);
          resolve(true);
        });
        script.addEventListener('error', () => resolve(false));
        document.head.append(script);
      });
      return loading;
    },
    // Whether the text of the record at that position has a word that starts with this one; null while nobody knows.
    has(word, position) {
      if (!entries) return null;
      if (stopWords.has(word)) return true;
      if (!known.has(word)) {
        const parts = word.split(/[^\p{L}\p{N}\p{M}]+/u).filter((part) => part && !stopWords.has(part));
        const sets = parts.map((part) => {
          const start = stem(part);
          return new Set(entries.filter((entry) => entry.word.startsWith(start)).flatMap((entry) => positions(entry.records)));
        });
        known.set(word, sets);
      }
      const sets = known.get(word);
      return sets.length > 0 && sets.every((set) => set.has(position));
    },
  };
})();
