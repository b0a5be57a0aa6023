'use strict';
// The report's page: everything on it comes from the JSON in this file (#report), as report.json has it. Names and
// values come out of damaged files, so text reaches the document as text nodes only, never as markup.
(function () {
  const report = JSON.parse(document.getElementById('report').textContent);
  const STATES = {
    whole: 'whole', hurt: 'hurt', lost_rows: 'lost rows', refused: 'not exported', lost: 'lost', unread: 'not read'
  };
  const BADNESS = { lost_rows: 4, lost: 4, refused: 3, unread: 3, hurt: 2, whole: 1 };
  const VERDICTS = {
    i: ['intact', 'verifies and stands in its place'],
    r: ['repaired', 'verifies after the one repair that is possible'],
    u: ['unused', 'all zero, never in use'],
    c: ['checksum_mismatch', 'its checksum does not match'],
    t: ['torn', 'written in half: the two halves of its LSN differ'],
    z: ['zeroed', 'all zero, where a page was in use'],
    p: ['partly_zeroed', 'sectors in its used part are zero'],
    m: ['misplaced', 'healthy, but another page stands here'],
    f: ['foreign_space', 'healthy, of another tablespace'],
    g: ['garbage', 'does not look like a page'],
    x: ['cut_off', 'the file ends inside it'],
    n: ['unreadable', 'the device did not give all of its bytes'],
    k: ['not_read', 'recognised, and not read by this version']
  };
  const BY_NAME = {};
  for (const letter of Object.keys(VERDICTS)) BY_NAME[VERDICTS[letter][0]] = letter;
  const HURT = new Set(['r', 'c', 't', 'z', 'p', 'm', 'f', 'g', 'x', 'n']);
  // Worse ones win where one cell stands for several pages.
  const CLASSES = [
    ['intact', 'trusted, intact', 'in tables/'], ['repaired', 'trusted, page repaired', 'in tables/'],
    ['suspect', 'suspect', 'in suspect/, with the reason'], ['partial', 'partial: a column is lost', 'in suspect/'],
    ['lost', 'lost', 'estimated']
  ];

  // Elements. Children are nodes or text; attributes are set by name, `class` as such.
  function el(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const key of Object.keys(attributes || {})) {
      const value = attributes[key];
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
      else node.setAttribute(key, value === true ? '' : String(value));
    }
    for (const child of children.flat(9)) {
      if (child === null || child === undefined || child === false) continue;
      node.append(child instanceof Node ? child : String(child));
    }
    return node;
  }
  function number(value) {
    if (value === null || value === undefined) return 'not known';
    return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  }
  function counted(value, noun) { return number(value) + ' ' + noun + (Number(value) === 1 ? '' : 's'); }
  function bytes(value) {
    const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
    let size = Number(value);
    let unit = 0;
    while (size >= 1024 && unit < 4) { size /= 1024; ++unit; }
    return unit === 0 ? number(value) + ' bytes' : size.toFixed(1) + ' ' + units[unit];
  }
  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim(); }
  function fullName(table) {
    const name = (table.db === null ? '' : table.db + '.') + table.name;
    return table.partition ? name + ' / ' + table.partition : name;
  }

  // "i30 z1 *2": runs of a value, a letter or a word, with its count; as [value, count].
  function runs(text) {
    const list = [];
    for (const token of text.split(' ')) {
      if (token === '') continue;
      const star = token.lastIndexOf('*');
      list.push(star < 0 ? [token, 1] : [token.slice(0, star), Number(token.slice(star + 1))]);
    }
    return list;
  }
  function expanded(text) {
    const list = [];
    for (const [value, count] of runs(text)) for (let i = 0; i < count; ++i) list.push(value);
    return list;
  }

  function legend(items) {
    return el('ul', { class: 'legend' }, items.map(([name, text]) => {
      const swatch = el('i', {});
      swatch.style.background = 'var(--' + name + ')';
      return el('li', {}, swatch, text);
    }));
  }

  function rowBar(table, thin) {
    const rows = table.rows;
    if (!rows) return el('span', { class: 'soft' }, 'rows were not read');
    const parts = CLASSES.map(([name]) => [name, Number(name === 'lost' ? lostRows(table) : rows[name])]);
    const total = parts.reduce((sum, part) => sum + part[1], 0);
    const bar = el('div', { class: thin ? 'bar thin' : 'bar', role: 'img',
      'aria-label': parts.map(part => number(part[1]) + ' ' + part[0]).join(', ') });
    for (const [name, count] of parts) {
      if (count === 0 || total === 0) continue;
      const piece = el('span', { title: counted(count, 'row') + ' ' + name });
      piece.style.width = (100 * count / total) + '%';
      piece.style.background = 'var(--' + name + ')';
      bar.append(piece);
    }
    return bar;
  }
  // Rows of a lost page that secondary indexes name are partial rows, and lost as well: the bar shows them once.
  function lostRows(table) {
    if (!table.rows) return 0;
    return Math.max(0, Number(table.rows_lost_estimated) - Number(table.lost_keys_named || 0));
  }

  // ---------------------------------------------------------------- page map
  // Each page of a file is a cell, drawn on a canvas: tens of thousands of elements would not stay fluid.
  function pageMap(file, tables) {
    const map = file.page_map;
    if (!map || map.cells === 0) return null;
    const verdicts = expanded(map.verdicts);
    const kinds = expanded(map.kinds);
    const lsns = map.lsns.split(' ');
    const keys = new Map();
    for (const table of tables) {
      for (const mark of table.key_marks || []) keys.set(mark.page, [fullName(table), mark.key]);
    }
    const lost = new Map();
    for (const table of tables) for (const range of table.lost_ranges) lost.set(range.page, [fullName(table), range]);
    const canvas = el('canvas', { tabindex: 0, role: 'img',
      'aria-label': 'Map of ' + counted(file.pages.total, 'page') + ', of which ' + number(file.pages.hurt) +
        ' hurt. Arrow keys move from page to page, n jumps to the next hurt one.' });
    const told = el('output', { 'aria-live': 'polite' }, 'Point at a cell, or use the arrow keys; n: the next hurt page.');
    const box = el('div', { class: 'map' }, canvas, told);
    let cell = 12, columns = 1, at = -1;

    function tell(i) {
      if (i < 0 || i >= verdicts.length) return;
      const first = i * map.pages_per_cell;
      const last = Math.min(first + map.pages_per_cell, Number(file.pages.total)) - 1;
      const verdict = VERDICTS[verdicts[i]];
      const lines = [(first === last ? 'Page ' + number(first) : 'Pages ' + number(first) + ' to ' + number(last)) +
        ': ' + verdict[0].replace(/_/g, ' ') + ' (' + verdict[1] + ')'];
      const detail = [];
      if (kinds[i] !== '-') detail.push(kinds[i]);
      if (lsns[i] !== '-') detail.push('LSN ' + number(lsns[i]));
      const key = keys.get(first);
      if (key) detail.push(key[0] + ', from key ' + key[1]);
      const range = lost.get(first);
      if (range) detail.push(range[0] + ': keys ' + keyRange(range[1]) + ', about ' + counted(range[1].rows_estimated, 'row') + ' lost');
      told.replaceChildren(lines.join(''), el('br'), detail.join(' · '));
    }
    function draw() {
      const width = Math.max(box.clientWidth || 600, 200);
      cell = verdicts.length > 20000 ? 4 : verdicts.length > 4000 ? 6 : verdicts.length > 800 ? 9 : 14;
      columns = Math.max(1, Math.floor((width - 2) / cell));
      const rows = Math.ceil(verdicts.length / columns);
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      canvas.width = columns * cell * ratio;
      canvas.height = rows * cell * ratio;
      canvas.style.width = columns * cell + 'px';
      canvas.style.height = rows * cell + 'px';
      const paint = canvas.getContext('2d');
      paint.scale(ratio, ratio);
      const colours = {};
      for (const letter of Object.keys(VERDICTS)) colours[letter] = colour(VERDICTS[letter][0]);
      const gap = cell > 5 ? 1 : 0;
      for (let i = 0; i < verdicts.length; ++i) {
        paint.fillStyle = colours[verdicts[i]];
        paint.fillRect((i % columns) * cell, Math.floor(i / columns) * cell, cell - gap, cell - gap);
      }
      if (at >= 0) mark(paint, at);
    }
    function mark(paint, i) {
      paint.strokeStyle = colour('focus');
      paint.lineWidth = 2;
      paint.strokeRect((i % columns) * cell - 1, Math.floor(i / columns) * cell - 1, cell + 1, cell + 1);
    }
    function go(i) {
      if (i < 0 || i >= verdicts.length || i === at) return;
      at = i;
      draw();
      tell(i);
    }
    function under(event) {
      const rect = canvas.getBoundingClientRect();
      const x = Math.floor((event.clientX - rect.left) / cell), y = Math.floor((event.clientY - rect.top) / cell);
      return x < columns ? y * columns + x : -1;
    }
    canvas.addEventListener('mousemove', event => tell(under(event)));
    canvas.addEventListener('click', event => go(under(event)));
    canvas.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
      if (step !== undefined) { go(Math.max(0, Math.min(verdicts.length - 1, at + step))); event.preventDefault(); }
      if (event.key === 'Home') { go(0); event.preventDefault(); }
      if (event.key === 'End') { go(verdicts.length - 1); event.preventDefault(); }
      if (event.key === 'n') {
        for (let i = at + 1; i < verdicts.length; ++i) if (HURT.has(verdicts[i])) return go(i);
      }
    });
    const present = new Map();
    for (const [letter, count] of runs(map.verdicts)) present.set(letter, (present.get(letter) || 0) + count);
    const items = Object.keys(file.pages.by_verdict).filter(name => Number(file.pages.by_verdict[name]) > 0)
      .map(name => [name, number(file.pages.by_verdict[name]) + ' ' + name.replace(/_/g, ' ')]);
    const whole = el('div', {}, el('h3', {}, 'Pages of the file'), legend(items),
      map.pages_per_cell > 1 ? el('p', { class: 'soft' }, 'A cell stands for ' + map.pages_per_cell +
        ' pages and has the colour of the worst one.') : null, box);
    new ResizeObserver(draw).observe(box);
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
    return whole;
  }

  // ---------------------------------------------------------------- lost ranges
  function keyRange(range) {
    return (range.from === null ? 'from the first' : 'from ' + range.from) +
      (range.to === null ? ' to the last' : ' up to, not including, ' + range.to);
  }
  function dateRange(dates) {
    return dates.map(range => range.column + ' ' + (range.from === null ? 'up to ' + range.to :
      range.to === null ? 'from ' + range.from : 'between ' + range.from + ' and ' + range.to)).join('; ');
  }
  function keyAxis(table) {
    const leaves = table.leaves ? Number(table.leaves.live) : 0;
    if (table.lost_ranges.length === 0 || leaves === 0) return null;
    const axis = el('div', { class: 'axis', role: 'img', 'aria-label': 'Where in the keys rows were lost' });
    for (const range of table.lost_ranges) {
      const piece = el('span', { title: 'keys ' + keyRange(range) + ': about ' + counted(range.rows_estimated, 'row') });
      piece.style.left = Math.min(99.5, 100 * Number(range.leaf) / leaves) + '%';
      piece.style.width = 100 / leaves + '%';
      axis.append(piece);
    }
    const marks = table.key_marks || [];
    return el('div', {}, axis, el('div', { class: 'ends' },
      el('span', {}, marks.length ? 'key ' + marks[0].key : 'first key'),
      el('span', {}, marks.length > 1 ? 'page beginning with key ' + marks[marks.length - 1].key : 'last key')));
  }
  function moment(text) { return Date.parse(text.replace(' ', 'T') + (text.length === 10 ? 'T00:00:00Z' : 'Z')); }
  function timeAxes(table) {
    const axes = [];
    for (const all of table.dates || []) {
      const lost = [];
      for (const range of table.lost_ranges) {
        for (const dates of range.dates || []) if (dates.column === all.column) lost.push([dates, range]);
      }
      if (lost.length === 0) continue;
      let begin = moment(all.from), end = moment(all.to);
      if (!(end > begin)) continue;
      const axis = el('div', { class: 'axis', role: 'img', 'aria-label': 'When lost rows were dated, by ' + all.column });
      for (const [dates, range] of lost) {
        const from = dates.from === null ? begin : moment(dates.from), to = dates.to === null ? end : moment(dates.to);
        const piece = el('span', { title: dateRange([dates]) + ': about ' + counted(range.rows_estimated, 'row') });
        piece.style.left = Math.max(0, Math.min(99.5, 100 * (from - begin) / (end - begin))) + '%';
        piece.style.width = Math.max(0, 100 * (to - from) / (end - begin)) + '%';
        axis.append(piece);
      }
      axes.push(el('h3', {}, 'When, by ', el('code', {}, all.column)), axis,
        el('div', { class: 'ends' }, el('span', {}, all.from), el('span', {}, all.to)));
    }
    return axes;
  }
  function lostTable(table) {
    if (table.lost_ranges.length === 0) return null;
    const dated = table.lost_ranges.some(range => (range.dates || []).length > 0);
    const shown = el('tbody', {});
    const add = (begin, end) => {
      for (const range of table.lost_ranges.slice(begin, end)) {
        shown.append(el('tr', {}, el('td', { class: 'name' }, keyRange(range)),
          el('td', { class: 'n' }, number(range.rows_estimated)), el('td', { class: 'n' }, number(range.rows_recovered)),
          dated ? el('td', {}, dateRange(range.dates || [])) : null,
          el('td', {}, 'page ' + number(range.page) + (range.why ? ', ' + range.why.replace(/_/g, ' ') : ''))));
      }
    };
    add(0, 20);
    const rest = table.lost_ranges.length - 20;
    const more = rest > 0 ? el('button', { class: 'more', type: 'button', onclick: event => {
      add(20, table.lost_ranges.length); event.target.remove(); } }, 'Show ' + number(rest) + ' more') : null;
    const hows = [...new Set(table.lost_ranges.map(range => range.how))];
    return el('div', {}, el('div', { class: 'wide' }, el('table', {},
      el('thead', {}, el('tr', {}, el('th', {}, 'Keys'), el('th', { class: 'n' }, 'Rows lost, about'),
        el('th', { class: 'n' }, 'came out as suspect'), dated ? el('th', {}, 'Dated') : null, el('th', {}, 'Where'))), shown)),
      more, Number(table.lost_ranges_total) > table.lost_ranges.length ?
        el('p', { class: 'soft' }, number(table.lost_ranges_total) + ' ranges in all; the report lists the first.') : null,
      el('p', { class: 'soft' }, 'How this is known: ' + hows.join('; ') + '.'));
  }

  // ---------------------------------------------------------------- one table
  function rowsTable(table) {
    const rows = table.rows;
    const lines = [
      ['Trusted, intact', rows.intact, 'The page verifies, and the row decodes.'],
      ['Trusted, page repaired', rows.repaired, 'The page verifies after the one repair that is possible.'],
      ['Suspect', rows.suspect, 'Legal values, but the page or the way it was found is in doubt.'],
      ['Partial', rows.partial, 'A column is lost; the others are there.'],
      ['Deleted', rows.deleted, 'Deleted before the damage.'],
      ['Rejected', rows.rejected, 'Looked like a record, and is none.'],
      ['Lost, about', table.rows_lost_estimated, table.rows_lost_counted_in ?
        'Counted in the index ' + table.rows_lost_counted_in + '.' : 'Estimated.']];
    return el('div', { class: 'wide' }, el('table', {}, el('tbody', {}, lines.map(line =>
      el('tr', {}, el('th', { scope: 'row' }, line[0]), el('td', { class: 'n' }, number(line[1])), el('td', { class: 'soft' }, line[2]))))));
  }
  function suspects(table) {
    const reasons = Object.entries((table.rows && table.rows.untrusted_by) || {});
    const sample = table.suspect_sample || [];
    if (reasons.length === 0 && sample.length === 0) return null;
    return [el('h3', {}, 'Why rows are suspect'),
      el('ul', {}, reasons.map(([reason, count]) => el('li', {}, counted(count, 'row') + ': ' + reason.replace(/_/g, ' ')))),
      sample.length ? el('details', {}, el('summary', {}, 'The first of them'), el('pre', {}, sample.join('\n'))) : null];
  }
  function facts(entries) {
    return el('dl', {}, entries.filter(entry => entry[1] !== null && entry[1] !== undefined && entry[1] !== '')
      .map(entry => [el('dt', {}, entry[0]), el('dd', {}, entry[1])]));
  }
  function findings(table) {
    if (Number(table.findings_total) === 0) return null;
    return el('details', {}, el('summary', {}, counted(table.findings_total, 'finding') + ', one by one'),
      el('div', { class: 'wide' }, el('table', {}, el('thead', {}, el('tr', {}, ['What', 'Page', 'Offset', 'Expected', 'Found', 'Bytes given up', 'Note']
        .map(head => el('th', {}, head)))),
      el('tbody', {}, table.findings.slice(0, 200).map(item => el('tr', {}, el('td', {}, item.kind.replace(/_/g, ' ')),
        el('td', { class: 'n' }, number(item.page)), el('td', { class: 'n' }, number(item.offset)), el('td', { class: 'n' }, number(item.expected)),
        el('td', { class: 'n' }, number(item.found)), el('td', { class: 'n' }, number(item.bytes_given_up)), el('td', {}, item.note)))))));
  }
  function tableDetail(item) {
    const { table, file } = item;
    const box = el('div', {});
    if (table.refused) box.append(el('p', {}, el('b', {}, 'Not exported: '), table.refused));
    for (const name of table.missing_partitions || []) box.append(el('p', {}, 'Missing partition: ' + name));
    if (table.rows && !table.refused) {
      box.append(el('h3', {}, 'Rows'), rowBar(table), legend(CLASSES.map(([name, text]) => [name, text])), rowsTable(table));
    }
    if (table.lost_ranges.length) {
      box.append(el('h3', {}, 'What is lost, by key'), keyAxis(table) || '', ...timeAxes(table), lostTable(table));
    }
    box.append(...(suspects(table) || []).filter(Boolean));
    const map = pageMap(file, file.tables);
    if (map) box.append(map);
    if (table.leaves) {
      box.append(el('h3', {}, 'Facts'), facts([
        ['Leaf pages', number(table.leaves.live) + ' live: ' + number(table.leaves.read) + ' read whole, ' + number(table.leaves.hurt) +
          ' hurt; ' + number(table.leaves.freed) + ' freed'],
        ['Tree', table.tree_complete ? 'complete' : 'damaged above the leaves'],
        ['Definition', table.schema_source], ['Definition fits', table.fit.proven ? (table.fit.fits ? 'yes: ' : 'no: ') +
          number(table.fit.records_legal) + ' of ' + number(table.fit.records) + ' records, ' + number(table.fit.pages_exact) + ' of ' +
          number(table.fit.pages) + ' pages to the byte' : 'not proven'],
        ['File', file.path]]));
    } else {
      box.append(el('h3', {}, 'Facts'), facts([['Definition', table.schema_source], ['File', file.path]]));
    }
    box.append(findings(table) || '');
    return box;
  }

  // ---------------------------------------------------------------- the list of tables
  function tablesSection() {
    const items = [];
    for (const file of report.tablespaces) {
      for (const table of file.tables) items.push({ table, file, name: fullName(table), state: table.state || file.state });
    }
    if (items.length === 0) return null;
    const trusted = item => item.table.rows ? Number(item.table.rows.intact) + Number(item.table.rows.repaired) : 0;
    const orders = {
      worst: (a, b) => BADNESS[b.state] - BADNESS[a.state] || Number(b.table.rows_lost_estimated) - Number(a.table.rows_lost_estimated) || order(a, b),
      lost: (a, b) => Number(b.table.rows_lost_estimated) - Number(a.table.rows_lost_estimated) || order(a, b),
      rows: (a, b) => trusted(b) - trusted(a) || order(a, b),
      name: (a, b) => order(a, b)
    };
    function order(a, b) { return a.name < b.name ? -1 : a.name > b.name ? 1 : 0; }
    const search = el('input', { type: 'search', id: 'filter', autocomplete: 'off' });
    const sort = el('select', { id: 'sort' }, el('option', { value: 'worst' }, 'worst first'), el('option', { value: 'lost' }, 'rows lost'),
      el('option', { value: 'rows' }, 'rows trusted'), el('option', { value: 'name' }, 'name'));
    const states = [...new Set(items.map(item => item.state))].sort((a, b) => BADNESS[b] - BADNESS[a]);
    const boxes = states.map(state => el('input', { type: 'checkbox', value: state, checked: true }));
    const shown = el('p', { class: 'soft', role: 'status' });
    const body = el('tbody', {});
    const open = new Set();
    for (const item of items) {
      item.button = el('button', { type: 'button', 'aria-expanded': 'false', onclick: () => toggle(item) }, item.name);
      item.row = el('tr', {}, el('td', { class: 'name' }, item.button),
        el('td', {}, el('span', { class: 'state s-' + item.state }, STATES[item.state])),
        el('td', { class: 'n' }, item.table.rows ? number(trusted(item)) : '–'),
        el('td', { class: 'n optional' }, item.table.rows ? number(Number(item.table.rows.suspect) + Number(item.table.rows.partial)) : '–'),
        el('td', { class: 'n' }, item.table.rows ? number(item.table.rows_lost_estimated) : '–'),
        el('td', { class: 'optional' }, item.table.rows ? rowBar(item.table, true) : ''));
    }
    function toggle(item) {
      if (open.has(item)) {
        open.delete(item);
        item.detail.remove();
        item.detail = null;
      } else {
        open.add(item);
        item.detail = el('tr', { class: 'detail' }, el('td', { colspan: 6 }, tableDetail(item)));
        item.row.after(item.detail);
      }
      item.button.setAttribute('aria-expanded', String(open.has(item)));
    }
    function refresh() {
      const wanted = search.value.toLowerCase();
      const on = new Set(boxes.filter(box => box.checked).map(box => box.value));
      const list = items.filter(item => on.has(item.state) && item.name.toLowerCase().includes(wanted)).sort(orders[sort.value]);
      body.replaceChildren(...list.flatMap(item => item.detail ? [item.row, item.detail] : [item.row]));
      shown.textContent = counted(list.length, 'table') + ' of ' + number(items.length) + ' shown';
    }
    search.addEventListener('input', refresh);
    sort.addEventListener('change', refresh);
    boxes.forEach(box => box.addEventListener('change', refresh));
    refresh();
    const worst = items.slice().sort(orders.worst)[0];
    if (worst && worst.state !== 'whole') toggle(worst);
    window.addEventListener('beforeprint', () => {
      for (const item of items.filter(one => one.state !== 'whole').slice(0, 50)) if (!open.has(item)) toggle(item);
    });
    const partitions = items.some(item => item.table.partition);
    return el('section', { id: 'tables', 'aria-labelledby': 'tables-head' }, el('h2', { id: 'tables-head' }, 'Tables'),
      partitions ? el('p', { class: 'soft' }, 'A partitioned table stands here once for each of its files.') : null,
      el('div', { class: 'controls' }, el('label', { for: 'filter' }, 'Name contains', search), el('label', { for: 'sort' }, 'Order', sort),
        el('fieldset', {}, el('legend', { class: 'soft' }, 'Show'), states.map((state, i) => el('label', {}, boxes[i], STATES[state])))),
      shown,
      el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Table'), el('th', { scope: 'col' }, 'State'),
        el('th', { scope: 'col', class: 'n' }, 'Trusted rows'), el('th', { scope: 'col', class: 'n optional' }, 'Suspect'),
        el('th', { scope: 'col', class: 'n' }, 'Lost, about'), el('th', { scope: 'col', class: 'optional' }, 'Share'))), body));
  }

  // ---------------------------------------------------------------- files, output, words
  function repairs(file) {
    const list = file.repairs || [];
    if (list.length === 0) return null;
    return el('details', {}, el('summary', {}, counted(file.repairs_total === undefined ? list.length : file.repairs_total, 'page') + ' repaired'),
      el('ul', {}, list.slice(0, 200).map(item => el('li', {}, 'page ' + number(item.page) + ': ' + item.how))));
  }
  function filesSection() {
    const body = el('div', {});
    const files = report.tablespaces.slice().sort((a, b) => BADNESS[b.state] - BADNESS[a.state] || Number(b.pages.hurt) - Number(a.pages.hurt));
    const one = file => {
      const holder = el('details', { class: 'file' }, el('summary', {}, el('span', { class: 'state s-' + file.state }, STATES[file.state]), ' ', el('span', { class: 'mono' }, file.path),
        el('span', { class: 'soft' }, ' ' + bytes(file.size) + (Number(file.pages.hurt) ? ', ' + number(file.pages.hurt) + ' of ' + counted(file.pages.total, 'page') + ' hurt' : ''))));
      holder.addEventListener('toggle', () => {
        if (holder.childElementCount > 1) return;
        const format = file.format;
        holder.append(facts([['Refused', file.refused], ['Size', number(file.size) + ' bytes'],
          ['SHA-256', file.sha256 ? el('span', { class: 'mono hash' }, file.sha256) : null],
          ['Not readable', Number(file.bytes_unreadable) ? number(file.bytes_unreadable) + ' bytes' : null],
          ['Missing pages', Number(file.missing_pages) ? number(file.missing_pages) : null],
          ['Format', format ? number(format.physical_size) + ' byte pages, ' + format.checksum_family + ', space ' + format.space_id : null],
          ['Written by', format && format.vendor ? format.vendor + (format.server_version ? ' ' + format.server_version : '') : null],
          ['Newest LSN', number(file.newest_lsn)], ['Notes', file.notes.join('; ')]]));
        if (file.bad_ranges.length) {
          holder.append(el('h3', {}, 'Sectors to read again'), el('p', { class: 'soft' },
            'Byte ranges that the device did not give. Another pass of ddrescue over them may bring rows back.'),
          el('pre', {}, file.bad_ranges.slice(0, 200).map(range => '0x' + Number(range.offset).toString(16) + '  ' + number(range.size) + ' bytes').join('\n')));
        }
        holder.append(repairs(file) || '');
        const map = file.tables.length ? null : pageMap(file, []);
        if (map) holder.append(map);
      });
      return holder;
    };
    let next = 0;
    const more = el('button', { type: 'button', class: 'more', onclick: add });
    function add() {
      for (const end = Math.min(next + 100, files.length); next < end; ++next) body.append(one(files[next]));
      more.textContent = 'Show more (' + number(files.length - next) + ' left)';
      more.hidden = next >= files.length;
    }
    add();
    return el('section', { id: 'files' }, el('h2', {}, 'Files read'), body, more);
  }
  function runNotes() {
    const notes = report.notes || [];
    return notes.length ? el('section', {}, el('h2', {}, 'The server as a whole'), el('ul', {}, notes.map(note => el('li', {}, note)))) : null;
  }
  function outputsSection() {
    if (report.outputs.length === 0) return null;
    return el('section', { id: 'outputs' }, el('h2', {}, 'Written'), el('details', {}, el('summary', {}, counted(report.outputs.length, 'file')),
      el('div', { class: 'wide' }, el('table', {}, el('thead', {}, el('tr', {}, el('th', {}, 'File'), el('th', { class: 'n' }, 'Rows'), el('th', { class: 'n' }, 'Bytes'), el('th', { class: 'optional' }, 'SHA-256'))),
        el('tbody', {}, report.outputs.map(output => el('tr', {}, el('td', { class: 'name mono' }, output.path), el('td', { class: 'n' }, number(output.rows)),
          el('td', { class: 'n' }, number(output.bytes)), el('td', { class: 'mono hash optional' }, output.sha256 || ''))))))));
  }
  // ---------------------------------------------------------------- what later commands found
  function mergeSection() {
    const merge = report.merge;
    if (!merge) return null;
    const t = merge.totals, n = key => Number(t[key]);
    const lines = [
      ['In the salvage, new since the backup', n('trusted_new'), 'The backup has no row of that key.'],
      ['In both, and equal', n('trusted_equal'), 'Nothing to decide.'],
      ['In both, changed since the backup', n('trusted_changed'), 'The salvaged row stands.'],
      ['In both, not compared', n('trusted_not_compared'), 'A value of one of them cannot be told. The salvaged row stands.'],
      ['Suspect, equal to the backup', n('suspect_promoted'), 'Trusted now.'],
      ['Suspect, other or none in the backup', n('suspect_differs') + n('suspect_new') + n('suspect_superseded'), 'They stay in suspect/.'],
      ['Filled in from the backup, stale', n('backup_filled') + n('backup_completed'), 'Their keys were lost, or the whole table.'],
      ['Deleted since the backup', n('backup_deleted'), 'All rows were read where their keys lie: not filled in.'],
      ['Undecided', n('backup_undecided'), 'Kept apart in merged/undecided/, each with its reason.'],
      ['Not used', n('backup_repeated') + n('backup_unread'), 'Repeated in the backup, or not fitting its columns.']
    ].filter((line, i) => line[1] > 0 || i === 0 || i === 6);
    const row = table => el('tr', {}, el('td', { class: 'name' }, fullName(table), table.in_salvage ? null :
      el('span', { class: 'soft' }, table.known_lost ? ' lost as a whole' : ' only in the backup')),
      ['trusted_new', 'trusted_equal', 'trusted_changed'].map(key => el('td', { class: 'n optional' }, number(table.rows[key]))),
      el('td', { class: 'n' }, number(Number(table.rows.backup_filled) + Number(table.rows.backup_completed))),
      el('td', { class: 'n' }, number(table.rows.backup_deleted)), el('td', { class: 'n' }, number(table.rows.backup_undecided)));
    const weight = table => Number(table.rows.backup_undecided) * 1e6 + Number(table.rows.backup_filled) + Number(table.rows.backup_completed);
    const tables = merge.tables.slice().sort((a, b) => weight(b) - weight(a));
    const reasons = new Map();
    for (const table of merge.tables) {
      for (const [why, count] of Object.entries(table.undecided_by)) reasons.set(why, (reasons.get(why) || 0) + Number(count));
    }
    return el('section', { id: 'merge' }, el('h2', {}, 'Merged with a backup'),
      el('p', {}, number(n('merged_rows')) + ' rows stand in merged/: ' + number(n('trusted_rows')) + ' salvaged, ' +
        number(n('suspect_promoted')) + ' that were suspect and equal the backup\u2019s, ' + number(n('backup_filled') + n('backup_completed')) +
        ' from the backup. Those are stale: as they were when it was made. Backup: ', el('span', { class: 'mono' }, merge.backup)),
      el('div', { class: 'wide' }, el('table', {}, el('thead', {}, el('tr', {}, el('th', {}, 'Which'), el('th', { class: 'n' }, 'Rows'), el('th', {}, 'What that means'))),
        el('tbody', {}, lines.map(line => el('tr', {}, el('th', { scope: 'row' }, line[0]),
        el('td', { class: 'n' }, number(line[1])), el('td', { class: 'soft' }, line[2])))))),
      reasons.size ? [el('h3', {}, 'Why rows are undecided'), el('ul', {}, [...reasons].map(([why, count]) => el('li', {}, counted(count, 'row') + ': ' + why)))] : null,
      el('details', {}, el('summary', {}, 'Table by table'), el('div', { class: 'wide' }, el('table', {}, el('thead', {}, el('tr', {}, el('th', {}, 'Table'),
        ['new', 'equal', 'changed'].map(head => el('th', { class: 'n optional' }, head)), ['filled', 'deleted', 'undecided'].map(head => el('th', { class: 'n' }, head)))),
        el('tbody', {}, tables.slice(0, 1000).map(row))))),
      merge.scripts.length ? el('p', {}, 'Load it, in this folder: ', merge.scripts.map((script, i) => [i ? ', then, after a look, ' : '', el('code', {}, 'mysql < ' + script.path)])) : null,
      merge.problems.length ? el('details', {}, el('summary', {}, counted(merge.problems_total, 'problem') + ' in reading the backup'),
        el('ul', {}, merge.problems.map(problem => el('li', {}, problem)))) : null);
  }
  function verifySection() {
    const verify = report.verify;
    if (!verify) return null;
    const different = verify.tables.filter(table => !table.as_reported);
    return el('section', { id: 'verify' }, el('h2', {}, 'Verified by a server'),
      el('p', {}, el('span', { class: 'state s-' + (verify.as_reported ? 'whole' : 'hurt') }, verify.as_reported ? 'as reported' : 'differs'), ' ' + verify.verdict,
        el('span', { class: 'soft' }, ' Server ' + verify.server + '.')),
      different.length ? el('div', { class: 'wide' }, el('table', {}, el('thead', {}, el('tr', {}, el('th', {}, 'Table'), el('th', { class: 'n' }, 'Rows loaded'),
        el('th', { class: 'n' }, 'Rows reported'), el('th', {}, 'What differs'))),
        el('tbody', {}, different.slice(0, 500).map(table => el('tr', {}, el('td', { class: 'name' }, fullName(table)), el('td', { class: 'n' }, number(table.rows_loaded)),
          el('td', { class: 'n' }, number(table.rows_reported)), el('td', {}, table.differences.join('; '))))))) : null,
      verify.refused.length ? el('details', {}, el('summary', {}, counted(verify.refused_total, 'statement') + ' refused'),
        el('ul', {}, verify.refused.slice(0, 200).map(item => el('li', {}, item.file + ' line ' + item.line + ': ' + item.why + (Number(item.error) ? ' (error ' + item.error + ')' : ''))))) : null,
      verify.orphans.length ? [el('h3', {}, 'Rows without a parent'), el('ul', {}, verify.orphans.map(item => el('li', {}, fullName(item) + ': ' + counted(item.rows, 'row') + ' without a row in ' +
        item.referenced + ' (' + item.foreign_key + ')')))] : null);
  }
  function nextSteps() {
    const has = path => report.outputs.some(output => output.path === path);
    const steps = [];
    if (report.scope === 'triage') {
      steps.push(['Bring the rows out: ', el('code', {}, 'innosalvage salvage PATH -o OUT')]);
    } else {
      if (has('load.sql')) steps.push(['Load the trusted rows: ', el('code', {}, 'mysql < load.sql'), ' in this folder.']);
      if (has('load_suspect.sql')) steps.push(['Look at the suspect rows, then add them: ', el('code', {}, 'mysql < load_suspect.sql'), '. None replaces a trusted one.']);
      if (report.merge && report.merge.scripts.length) steps.push(['Or load what was merged with the backup: ', el('code', {}, 'mysql < ' + report.merge.scripts[0].path), '. Stale rows are marked in merged/.']);
      else if (Number(report.totals.rows_lost_estimated) > 0) steps.push(['What is lost stands below, table by table, with its keys: fill it from an older backup, or enter it by hand.']);
    }
    if (Number(report.totals.tables.missing || 0) > 0) {
      steps.push(['Tables without a file are listed below: look for the files on the drive (', el('code', {}, 'innosalvage carve'), '), or take the tables from a backup.']);
    }
    if (has('another_pass.map')) {
      steps.push(['Read the sectors again that hold rows, the most rows first (', el('code', {}, 'another_pass.txt'), '): ', el('code', {}, 'ddrescue -m another_pass.map DRIVE IMAGE MAP'), '; then salvage again.']);
    } else if (Number(report.totals.bytes.bytes_unreadable) > 0) {
      steps.push(['Sectors could not be read: copy the device with GNU ddrescue, and salvage the copy again.']);
    }
    return steps.length ? el('div', { class: 'next' }, el('b', {}, 'What to do now'), el('ol', {}, steps.map(step => el('li', {}, step)))) : null;
  }
  function tiles() {
    const totals = report.totals, list = [];
    const add = (value, text, kind) => list.push(el('li', { class: kind }, el('b', { 'data-tile': text }, value), text));
    if (totals.rows) {
      const states = totals.tables.by_state;
      const missing = Number(totals.tables.missing || 0), known = Number(totals.tables.total) + missing;
      add(number(states.whole) + ' of ' + number(known), 'tables whole', Number(states.whole) === known ? 'good' : '');
      if (missing) add(number(missing), missing === 1 ? 'table without a file' : 'tables without a file', 'bad');
      add(number(Number(totals.rows.intact) + Number(totals.rows.repaired)), 'trusted rows', 'good');
      add(number(Number(totals.rows.suspect) + Number(totals.rows.partial)), 'suspect rows', Number(totals.rows.suspect) + Number(totals.rows.partial) ? 'warn' : '');
      add(number(totals.rows_lost_estimated), 'rows lost, about', Number(totals.rows_lost_estimated) ? 'bad' : '');
    } else {
      const states = totals.tablespaces.by_state;
      add(number(states.whole) + ' of ' + number(totals.tablespaces.total), 'files whole', Number(states.whole) === Number(totals.tablespaces.total) ? 'good' : '');
      add(number(states.hurt), 'files hurt', Number(states.hurt) ? 'warn' : '');
      add(number(states.lost), 'files lost', Number(states.lost) ? 'bad' : '');
    }
    add(number(totals.pages.hurt) + ' of ' + number(totals.pages.total), 'pages hurt', Number(totals.pages.hurt) ? 'warn' : 'good');
    return el('ul', { class: 'tiles' }, list);
  }
  // Tables that a dictionary knows and that have no file: there is no page to show of them.
  function missingSection() {
    const tables = report.missing_tables || [];
    if (tables.length === 0) return null;
    const more = Number(report.missing_tables_total) - tables.length;
    return el('section', { id: 'missing' }, el('h2', {}, 'Tables without a file'),
      el('p', {}, 'A dictionary knows these tables, and none of the inputs is a file of theirs.'),
      el('div', { class: 'wide' }, el('table', {}, el('thead', {}, el('tr', {}, ['Table', 'Why', 'Known by'].map(head => el('th', {}, head)))),
        el('tbody', {}, tables.slice(0, 500).map(table => el('tr', {}, el('td', { class: 'name' }, fullName(table)),
          el('td', {}, table.discarded ? 'DISCARD TABLESPACE took it away' : 'its file is lost'), el('td', {}, table.known_by)))))),
      more > 0 || tables.length > 500 ? el('p', { class: 'soft' }, number(report.missing_tables_total) + ' in all; report.json lists them.') : null);
  }
  function words() {
    return el('section', { id: 'how' }, el('h2', {}, 'How the numbers were made'),
      el('ul', {}, el('li', {}, 'Each page got one verdict, from its own checksum and place.'),
        el('li', {}, 'A row is trusted only if its page verifies, is part of the table, and the row decodes under the definition, to the byte.'),
        el('li', {}, 'Lost keys are those between the node pointer of a page that gave no rows, and the next one. Rows lost are counted in a secondary index where one is whole; else they are estimated, and the report says how.'),
        el('li', {}, 'Dates of lost rows are told by the rows before and behind them, and only where dates rise with the keys.'),
        el('li', {}, 'Inputs were opened for reading only. report.json beside this page holds the same in full.')));
  }
  // When rows were lost, in a sentence a table: the question people ask first.
  function headline() {
    const byColumn = new Map();
    for (const file of report.tablespaces) {
      for (const table of file.tables) {
        for (const range of table.lost_ranges) {
          for (const dates of range.dates || []) {
            if (!dates.from || !dates.to) continue;
            const key = fullName(table) + '\n' + dates.column;
            if (!byColumn.has(key)) byColumn.set(key, { name: fullName(table), column: dates.column, spans: [] });
            byColumn.get(key).spans.push([dates.from, dates.to]);
          }
        }
      }
    }
    if (byColumn.size === 0) return null;
    const line = entry => {
      const spans = [];
      for (const span of entry.spans.sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
        const last = spans[spans.length - 1];
        if (last && span[0] <= last[1]) last[1] = span[1] > last[1] ? span[1] : last[1];
        else spans.push(span.slice());
      }
      const told = spans.slice(0, 3).map(span => span[0] + ' and ' + span[1]).join(', between ');
      return el('li', {}, el('b', {}, entry.name), ': lost rows have ', el('code', {}, entry.column), ' between ' + told +
        (spans.length > 3 ? ', and ' + (spans.length - 3) + ' more spans' : '') + '.');
    };
    const entries = [...byColumn.values()];
    return el('ul', {}, entries.slice(0, 6).map(line),
      entries.length > 6 ? el('li', {}, 'and ' + (entries.length - 6) + ' more, see the tables below.') : null);
  }

  const main = document.getElementById('content');
  main.append(tiles(), headline() || '', nextSteps() || '', mergeSection() || '', verifySection() || '', tablesSection() || '', missingSection() || '', runNotes() || '', filesSection(), outputsSection() || '', words());
  document.documentElement.dataset.ready = 'yes';
})();
