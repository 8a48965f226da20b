'use strict';

// Tables sort by the buttons of their headers; without this script they stay in their order.
function valueOf(row, column, isNumber) {
  const text = row.cells[column].textContent;
  if (!isNumber) return text;
  if (text === '') return NaN;
  const parts = text.replace(/,/g, '').split(':');
  return parts.length > 1 ? parts.reduce((sum, part) => sum * 60 + parseFloat(part), 0) : parseFloat(parts[0]);
}

const words = new Intl.Collator('en', { numeric: true });

function compare(a, b, isNumber) {
  if (!isNumber) return words.compare(a, b);
  // What is no number comes last in both directions.
  if (isNaN(a) || isNaN(b)) return isNaN(a) - isNaN(b);
  return a - b;
}

function sort(table, column) {
  const headers = table.tHead.rows[0].cells, header = headers[column], isNumber = header.classList.contains('n');
  const ascending = header.getAttribute('aria-sort') !== 'ascending';
  const rows = [...table.tBodies[0].rows].map(row => ({ row, value: valueOf(row, column, isNumber) }));
  rows.sort((a, b) => {
    const order = compare(a.value, b.value, isNumber);
    return ascending || (isNumber && (isNaN(a.value) || isNaN(b.value))) ? order : -order;
  });
  table.tBodies[0].append(...rows.map(one => one.row));
  for (const other of headers) other.setAttribute('aria-sort', 'none');
  header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
}

for (const table of document.querySelectorAll('main table:not(.fixed)')) {
  if (table.tBodies[0].rows.length < 3) continue;
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    button.addEventListener('click', () => sort(table, column));
    header.append(button);
    header.setAttribute('aria-sort', 'none');
  });
}

// What scrolls can be reached with the keyboard.
const watch = new ResizeObserver(entries => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight) target.tabIndex = 0;
    else target.removeAttribute('tabindex');
  }
});
for (const box of document.querySelectorAll('.scroll')) watch.observe(box);

for (const block of document.querySelectorAll('.code')) {
  const button = document.createElement('button'), code = block.querySelector('pre');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  const told = document.createElement('span');
  told.setAttribute('role', 'status');
  told.className = 'quiet';
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      told.textContent = ' Copied.';
    } catch {
      getSelection().selectAllChildren(code);
      told.textContent = ' Selected: copy with Ctrl+C.';
    }
  });
  block.append(button, told);
}

// Everything is on paper.
let opened = [];
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details:not([open])')];
  for (const one of opened) one.open = true;
});
addEventListener('afterprint', () => {
  for (const one of opened) one.open = false;
});
