// A button on every code block that copies it. Where the clipboard is out of reach, the code is selected instead.
'use strict';

(() => {
  const blocks = document.querySelectorAll('.prose pre');
  if (!blocks.length) return;
  const status = document.createElement('p');
  status.className = 'copy-status';
  status.setAttribute('role', 'status');
  status.setAttribute('aria-live', 'polite');

  const select = (block) => {
    const range = document.createRange();
    range.selectNodeContents(block.querySelector('code') ?? block);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  // Pages from `file://`, or over http, may have no clipboard.
  const copy = async (block) => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      return true;
    } catch {
      select(block);
      const copied = document.execCommand('copy');
      if (copied) getSelection().removeAllRanges();
      return copied;
    }
  };

  for (const block of blocks) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', 'Copy the code');
    button.addEventListener('click', async () => {
      status.textContent = '';
      const copied = await copy(block);
      status.textContent = copied ? 'Copied' : 'Selected, not copied: press Ctrl+C or ⌘C';
      button.textContent = copied ? 'Copied' : 'Selected';
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
    const frame = document.createElement('div');
    frame.className = 'code';
    block.before(frame);
    frame.append(block, button);
  }
  document.querySelector('main').append(status);
})();
