'use strict';
// Fills the page from the JSON inside it. Every foreign text becomes a text node: nothing here makes markup of one.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const at_first = 60;  // items of a list that are drawn before somebody asks for more

  // node('p.hint', 'text', child, {attribute: value})
  function node(what, ...parts) {
    const [tag, ...classes] = what.split('.');
    const element = document.createElement(tag);
    if (classes.length) element.className = classes.join(' ');
    for (const part of parts.flat(Infinity)) {
      if (part === null || part === undefined || part === '') continue;
      if (part instanceof Node) element.append(part);
      else if (typeof part === 'object') for (const [key, value] of Object.entries(part)) element.setAttribute(key, value);
      else element.append(document.createTextNode(visible(String(part))));
    }
    return element;
  }
  // Direction marks and controls would change how the rest of a line reads: text::is_unsafe, but for tabs and line ends.
  const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
  function visible(text) {
    return text.replace(unsafe, c => {
      const code = c.codePointAt(0), hex = code.toString(16);
      return c === '\r' ? '\\r' : code < 0x80 ? '\\x' + hex.padStart(2, '0') : '\\u' + hex.padStart(4, '0');
    });
  }
  const list = value => Array.isArray(value) ? value : [];
  const counted = (n, one, many) => `${n} ${n === 1 ? one : many || one + 's'}`;
  const say = text => { document.getElementById('said').textContent = text; };

  // What a filter can ask of an item.
  const grid = data.grid || {databases: [], migrations: []};
  const tables_of = new Map();
  for (const row of list(grid.migrations)) {
    const known = tables_of.get(row.migration) || [];
    tables_of.set(row.migration, known.concat(list(row.tables)));
  }
  const wanted = {source: '', table: '', severity: ''};
  const redraws = [];
  const levels = {error: 3, warning: 2, info: 1};
  function wants({sources, migrations, tables, severity}) {
    if (wanted.source && !list(sources).includes(wanted.source)) return false;
    if (wanted.severity && severity && levels[severity] < levels[wanted.severity]) return false;
    if (wanted.table) {
      const all = list(tables).concat(...list(migrations).map(name => tables_of.get(name) || []));
      if (!all.includes(wanted.table)) return false;
    }
    return true;
  }

  function section(id, title, fill) {
    const links = document.getElementById('sections');
    let place = document.getElementById(id);
    if (!place) {
      place = node('section', {id, 'aria-labelledby': id + '-title'}, node('h2', title, {id: id + '-title'}));
      document.getElementById('main').append(place);
    }
    place.hidden = false;
    links.append(node('li', node('a', title, {href: '#' + id})));
    if (fill) fill(place);
    return place;
  }

  // A list that shows its first items, filters all of them, and draws the rest when asked.
  function filtered(place, items, about, draw, nothing, holder = node('div')) {
    let shown = at_first;
    const more = node('button', {type: 'button'});
    const note = node('p.hint');
    if (!holder.parentNode) place.append(holder);
    place.append(note, more);
    function redraw() {
      const fitting = items.filter(item => { const asked = about(item); return asked && wants(asked); });
      holder.replaceChildren(...fitting.slice(0, shown).map(draw));
      note.textContent = !items.length ? nothing : !fitting.length ? 'Nothing here fits the filter.' : '';
      more.hidden = fitting.length <= shown;
      more.textContent = `Show ${fitting.length - shown} more`;
      return fitting.length;
    }
    more.addEventListener('click', () => { shown = Infinity; redraw(); });
    const entry = {redraw, open: () => { shown = Infinity; redraw(); }};
    redraws.push(entry);
    redraw();
    return entry;
  }
  const said_to_be_cut = n => node('p.left-out', `${n} more are left out here; tributary report --format json has all.`);
  // What is said of a list that the page does not hold whole.
  const cut = (owner, key) => owner[key + '_left_out'] ? [said_to_be_cut(owner[key + '_left_out'])] : [];

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      say('Copied: ' + visible(text));
    } catch (refused) {
      say('The browser did not let this page copy. The command: ' + visible(text));
    }
  }
  function command(line) {
    const button = node('button', 'Copy', {type: 'button', 'aria-label': 'Copy: ' + visible(line).slice(0, 200)});
    button.addEventListener('click', () => copy(line));
    return node('div.command', node('code', line), button);
  }
  // Helps are sentences with commands between backticks, or a command alone.
  function rich(text) {
    return text.split('`').map((part, i) => i % 2 ? node('code', part) : part ? document.createTextNode(visible(part)) : null);
  }
  const help = text => node('p', node('strong', 'Next: '), rich(text));
  function excerpt(side) {
    if (!side) return node('div');
    const title = [side.source, side.file || side.migration].filter(Boolean).join(': ') + (side.line ? `, line ${side.line}` : '');
    const lines = list(side.text).map(one => node('span.line' + (one.line === side.line ? '.here' : ''),
      node('span.number', String(one.line), {'aria-hidden': 'true'}), one.text || ' '));
    return node('div', node('p', node('code', title)),
      lines.length ? node('pre', lines, {tabindex: '0'}) : null);
  }
  const anchor = (id, what) => node('a.anchor', '#', {href: '#' + id, 'aria-label': 'Link to ' + visible(what).slice(0, 200)});
  const colour_of = severity => severity === 'error' ? 'red' : severity === 'warning' ? 'amber' : 'grey';

  // Two findings may have one fingerprint: ids are made unique.
  const used = new Set();
  function unique(id) {
    let made = id, n = 1;
    while (used.has(made)) made = `${id}-${++n}`;
    used.add(made);
    return made;
  }
  list(data.checklists).forEach((one, i) => list(one.items).forEach(item => { item.id = unique(`item-${i + 1}-${item.id}`); }));
  list(grid.migrations).forEach((row, i) => { row.id = 'migration-' + (i + 1); });
  for (const finding of list(data.findings)) finding.id = unique('finding-' + finding.fingerprint);
  for (const conflict of list(data.conflicts)) Object.assign(conflict, conflict.finding).id = unique('conflict-' + conflict.fingerprint);

  function headline(place) {
    const top = data.headline;
    place.append(node('p.sentence.light-' + top.light, node('strong', {red: 'Stop: ', amber: 'Look: ', green: 'Go: '}[top.light]), rich(top.sentence.replace(/[.]?$/, '.'))));
    place.append(node('ul.points', list(top.points).map(point => node('li.' + point.light, rich(point.text))), {'aria-label': 'Why'}));
    const target = data.target || {};
    place.append(node('p.hint', `Into ${target.name || '?'}`, target.commit ? ` at ${target.commit.slice(0, 8)}` : '',
      target.behind_upstream ? `, ${counted(target.behind_upstream, 'commit')} behind its upstream` : ''));
  }

  function steps(place) {
    const about = step => ({sources: [step.source], migrations: list(step.adds).map(one => one.migration), severity: step.blocked ? 'error' : 'info'});
    filtered(place, list(data.sequence), about, step => {
      const why = step.blocked;
      return node('li.card', {id: 'step-' + step.step, tabindex: '-1'},
        node('h3', `${step.step}. ${step.source}`, anchor('step-' + step.step, step.source)),
        node('p', node('span.badge.' + (why ? 'red' : 'green'), why ? 'blocked' : 'ready'), ` adds ${counted(list(step.adds).length, 'migration')}`),
        why ? node('p', step.refused ? [node('code', step.refused.rule), ' '] : null, why.because) : null,
        why && why.help ? help(why.help) : null,
        node('details', node('summary', 'What it adds, and why it stands here'),
          node('ul', list(step.adds).map(one => node('li', node('code', one.migration)))),
          node('ul', list(step.reasons).map(reason => node('li', rich(reason)))), cut(step, 'reasons')),
        list(step.needs).length ? node('p', 'After: ', list(step.needs).map(need => need.source).join(', ')) : null,
        step.command ? command(step.command) : null);
    }, 'No source has migrations of its own.', node('ol.cards'));
    for (const group of list(data.together)) place.append(node('p', 'Only together: ' + group.join(', ')));
    if (list(data.nothing_to_merge).length)
      place.append(node('details', node('summary', counted(data.nothing_to_merge.length, 'source') + ' without migrations of their own'),
        node('p', data.nothing_to_merge.join(', '))));
  }

  const states = {a: ['applied', 'green'], p: ['pending', 'amber'], f: ['failed', 'red'], r: ['rolled back', 'amber'], '.': ['–', '']};
  function deploy_of(database) {
    const ledgers = list(database.ledgers);
    const ledger = ledgers.find(one => one.source === (data.target || {}).name) || ledgers[0];
    if (!database.reachable || !ledger) return node('span.badge.grey', database.error || 'not read');
    const outcome = ledger.deploy && ledger.deploy.outcome;
    const exit = ledger.forecast_exit ? ledger.forecast_exit.deploy : null;
    const bad = outcome ? outcome === 'fails' || outcome === 'destroys' : exit === 1;
    const unsure = outcome ? outcome === 'unknown' : exit === null;
    return [node('span.badge.' + (bad ? 'red' : unsure ? 'amber' : 'green'), outcome || (bad ? 'fails' : unsure ? 'not known' : 'goes through')),
      node('p', rich((ledger.forecast || {}).deploy || ''))];
  }
  function migrations(place) {
    const all = list(grid.migrations), databases = list(data.databases);
    // What is applied everywhere and in the target says nothing new.
    const plain = row => row.known && list(row.sources).includes((data.target || {}).name) && !/[^a]/.test(row.states);
    const everything = node('input', {type: 'checkbox', id: 'everything'});
    const settled = all.filter(plain).length;
    if (settled && settled < all.length)
      place.append(node('p', everything, ' ', node('label', `also the ${settled} that the target has and every database applied`, {for: 'everything'})));
    else everything.checked = true;
    const head = node('tr', node('th', 'Migration', {scope: 'col'}), node('th', 'Held by', {scope: 'col'}),
      grid.databases.map(id => node('th', id, {scope: 'col'})));
    const body = node('tbody');
    const foot = node('tr', node('th', 'migrate deploy there', {scope: 'row'}), node('td'), databases.map(database => node('td', deploy_of(database))));
    const more = node('div');
    place.append(node('div.grid', {tabindex: '0', role: 'region', 'aria-label': 'Migrations by databases'},
      node('table', node('caption', 'Own migrations, and what differs between the target and the databases'), node('thead', head), body,
        databases.length ? node('tfoot', foot) : null)), more);
    const entry = filtered(more, all, row => everything.checked || !plain(row) ? {sources: row.sources, tables: row.tables} : null,
      row => node('tr', {id: row.id, tabindex: '-1'}, node('th', node('code', row.migration), row.project === '.' ? '' : node('span.hint', ' ' + row.project), {scope: 'row'}),
        node('td', row.known ? list(row.sources).join(', ') : node('span.badge.red', 'no source')),
        [...row.states].map(letter => node('td', node(states[letter][1] ? 'span.badge.' + states[letter][1] : 'span', states[letter][0])))),
      'There are no migrations.', body);
    everything.addEventListener('change', entry.redraw);
  }

  function conflicts(place) {
    const about = one => ({sources: [one.left.source, one.right.source], migrations: [one.left.migration, one.right.migration], severity: one.severity});
    filtered(place, list(data.conflicts), about, one => node('article.finding.level-' + one.severity, {id: one.id, tabindex: '-1'},
      node('h3', node('span.badge.' + colour_of(one.severity), one.severity), ' ', node('code', one.rule), anchor(one.id, one.message)),
      node('p', one.message), one.why ? node('p', one.why) : null,
      node('div.beside', excerpt(one.left), excerpt(one.right)), one.help ? help(one.help) : null),
    'No source collides with another, as far as could be looked.');
    place.append(...cut(data, 'conflicts'));
  }

  // Lines of two texts as their longest common subsequence has them.
  function difference(before, after) {
    const a = before.split('\n'), b = after.split('\n');
    if (a.length * b.length > 250000) return [...a.map(text => ['minus', text]), ...b.map(text => ['plus', text])];
    const length = Array.from({length: a.length + 1}, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; --i)
      for (let j = b.length - 1; j >= 0; --j)
        length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    const out = [];
    let i = 0, j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) out.push(['', a[i++]]), ++j;
      else if (j < b.length && (i === a.length || length[i][j + 1] > length[i + 1][j])) out.push(['plus', b[j++]]);
      else out.push(['minus', a[i++]]);
    }
    return out;
  }
  function diff(before, after) {
    const sign = {plus: '+', minus: '-', '': ' '};
    return node('pre', difference(before || '', after || '').filter(([kind, text]) => kind || text).map(([kind, text]) =>
      node('span.line' + (kind ? '.' + kind : ''), sign[kind] + ' ' + text)), {tabindex: '0'});
  }
  function schemas(place) {
    const all = list(data.schemas).flatMap(schema => list(schema.declarations).map(one => ({...one, schema})));
    place.append(node('p.legend', 'The target’s schema.prisma after every source of the sequence is merged, by declaration.'));
    for (const remark of list(data.schema_remarks)) place.append(node('p', node('span.badge.amber', 'look'), ' ', rich(remark)));
    for (const schema of list(data.schemas)) {
      if (schema.problem) place.append(node('p', node('span.badge.red', 'cannot be read'), ' ', `${schema.file}: ${schema.problem}`));
      place.append(...cut(schema, 'declarations'));
    }
    all.forEach((one, i) => { one.id = 'schema-' + (i + 1); });
    filtered(place, all, one => ({sources: list(one.sides).map(side => side.source), tables: wanted.table && one.name.toLowerCase().includes(wanted.table.toLowerCase()) ? [wanted.table] : []}),
      one => {
        const box = node('details.row', {id: one.id, tabindex: '-1'}, node('summary', node('strong', one.name), ' ',
          node('span.badge.' + {added: 'green', changed: 'amber', removed: 'red'}[one.status], one.status), ' ',
          list(one.sides).map(side => side.source).join(', '), node('span.hint', ' ' + one.schema.file)));
        box.fill = () => {
          if (box.children.length > 1) return;
          box.append(node('p', anchor(one.id, one.name)), diff(one.before, one.after));
          if (list(one.sides).length > 1)
            box.append(node('div.beside', one.sides.map(side => node('div', node('p', 'In ', node('code', side.source)), diff(one.before, side.text)))));
        };
        box.addEventListener('toggle', box.fill);
        return box;
      }, 'A merge changes no schema.');
  }

  const drift_words = {independent: ['independent', 'green'], additive: ['additive here', 'amber'], breaks: ['breaks you', 'red'], unknown: ['not known', 'grey']};
  function drift_level(row) {
    if (drift_words[row.level]) return row.level;
    if (row.safe_to_ignore === null || row.safe_to_ignore === undefined) return 'unknown';
    return row.safe_to_ignore ? 'independent' : 'breaks';
  }
  function drift(place) {
    const rows = [];
    let left = 0;
    for (const database of list(data.databases))
      for (const ledger of list(database.ledgers)) {
        left += ledger.missing_left_out || 0;
        for (const row of list(ledger.missing)) rows.push({...row, here: ledger.source, database: database.id, level: drift_level(row)});
      }
    const unread = list(data.databases).filter(database => !database.reachable);
    for (const database of unread) place.append(node('p', node('span.badge.amber', 'not read'), ` ${database.id}: ${database.error || 'nothing is known of its rows'}`));
    const order = {breaks: 0, unknown: 1, additive: 2, independent: 3};
    rows.sort((a, b) => order[a.level] - order[b.level]);
    rows.forEach((row, i) => { row.id = 'drift-' + (i + 1); });
    const severity = {breaks: 'error', unknown: 'warning', additive: 'warning', independent: 'info'};
    filtered(place, rows, row => ({sources: [row.here, row.owner && row.owner.source], migrations: [row.migration], tables: row.tables, severity: severity[row.level]}),
      row => node('article.row.level-' + row.level, {id: row.id, tabindex: '-1'},
        node('h3', node('code', row.migration), ' ', node('span.badge.' + drift_words[row.level][1], drift_words[row.level][0]), anchor(row.id, row.migration)),
        node('p', `Applied in ${row.database}, not in the folder of ${row.here}. Owner: `, row.owner ? row.owner.source || row.owner.ref : 'nobody in this repository',
          list(row.tables).length ? `. Adds ${row.tables.join(', ')}` : '', '.'),
        row.because ? node('p', rich(row.because)) : null),
      data.databases && list(data.databases).length ? 'Every row that was read has its folder.' : 'No database was read: nothing is known.');
    if (left) place.append(said_to_be_cut(left));
  }

  function rehearsal(place) {
    const head = node('thead', node('tr', ['Order', 'Outcome', 'Migrations', 'Time'].map(title => node('th', title, {scope: 'col'}))));
    const body = node('tbody', list(data.runs).map(run => {
      const failed = list(run.steps).find(step => step.outcome === 'failed');
      const ms = list(run.steps).reduce((sum, step) => sum + (step.ms || 0), 0);
      return node('tr', node('th', run.name, {scope: 'row'}),
        node('td', run.not_checked_because ? node('span.badge.grey', 'not executed') : node('span.badge.' + (run.ok ? 'green' : 'red'), run.ok ? 'ok' : 'fails'),
          run.not_checked_because ? node('p', run.not_checked_because) : null,
          failed ? node('p', node('code', failed.migration), failed.line ? ` line ${failed.line}: ` : ': ', failed.sqlstate || '', ' ', failed.message || '') : null,
          failed && failed.hint ? node('p', failed.hint) : null),
        node('td', String(list(run.steps).length + (run.steps_left_out || 0))), node('td', `${Math.round(ms)} ms`));
    }));
    place.append(node('div.grid', {tabindex: '0', role: 'region', 'aria-label': 'Orders that were executed'},
      node('table', node('caption', `PostgreSQL ${data.server.version}`, data.order_independent === true ? '; the executed orders give the same structure' : data.order_independent === false ? '; the order decides the structure' : ''), head, body)));
    for (const one of list(data.blocked)) place.append(node('p', node('span.badge.red', one.source), ' ', one.because));
    const differences = list(data.differences);
    if (differences.length) {
      const left = Math.max(0, differences.length - 200) + (data.differences_left_out || 0);
      place.append(node('h3', 'Differences'), node('ul', differences.slice(0, 200).map(one =>
        node('li', node('code', one.object), one.fact ? ` ${one.fact}` : '', `: ${one.left === null ? 'absent' : one.left} (${one.left_run}), ${one.right === null ? 'absent' : one.right} (${one.right_run})`))));
      if (left) place.append(said_to_be_cut(left));
    }
  }

  const item_words = {done: ['done', 'green'], fails: ['fails', 'red'], 'needs-person': ['needs a person', 'amber'], 'not-checked': ['not checked', 'grey']};
  function checklists(place) {
    for (const one of list(data.checklists)) {
      const left = list(one.items).filter(item => item.state !== 'done').length;
      place.append(node('details', node('summary', node('strong', one.title), left ? ` ${left} of ${one.items.length} not done` : ' all done'),
        node('p.hint', list(one.looked_at).join('; ')),
        list(one.items).map(item => node('article.row', {id: item.id, tabindex: '-1'},
          node('p', node('span.badge.' + item_words[item.state][1], item_words[item.state][0]), ' ', item.title, anchor(item.id, item.title)),
          list(item.evidence).length ? node('ul', item.evidence.map(text => node('li', rich(text)))) : null,
          item.tick ? node('p.hint', `${item.tick.by}, ${item.tick.at}`) : null,
          list(item.next).map(command)))));
    }
  }

  function findings(place) {
    const about = one => ({sources: [one.source, ...list(one.related).map(place => place.source)], migrations: [one.migration], severity: one.severity});
    filtered(place, list(data.findings), about, one => node('article.finding.level-' + one.severity, {id: one.id, tabindex: '-1'},
      node('h3', node('span.badge.' + colour_of(one.severity), one.severity), ' ', node('code', one.rule), anchor(one.id, one.message)),
      node('p', one.message),
      node('p.hint', [one.source, one.file || one.migration, one.database].filter(Boolean).join(' · '), one.line ? `, line ${one.line}` : ''),
      one.why ? node('p', one.why) : null, one.help ? help(one.help) : null), 'No rule found anything where it could look.');
    place.append(...cut(data, 'findings'));
    const reasons = new Map();
    for (const one of list(data.not_checked)) reasons.set(one.because, (reasons.get(one.because) || new Set()).add(one.rule));
    if (reasons.size)
      place.append(node('details', {id: 'not-checked'}, node('summary', 'What was not checked'),
        node('ul', [...reasons].map(([because, rules]) => node('li', because + ': ', node('code', [...rules].join(', '))))), cut(data, 'not_checked')));
  }

  function filters() {
    const form = document.getElementById('filters');
    const choose = (name, title, options) => {
      const select = node('select', {id: 'filter-' + name}, options.map(([value, text]) => node('option', text, {value})));
      form.append(node('label', title, select, {for: 'filter-' + name}));
      return select;
    };
    const sources = list(data.sources).map(source => source.name);
    const tables = [...new Set([...tables_of.values()].flat())].sort();
    const controls = {
      source: choose('source', 'Source', [['', 'all'], ...sources.map(name => [name, name])]),
      table: choose('table', 'Table', [['', 'all'], ...tables.map(name => [name, name])]),
      severity: choose('severity', 'Severity', [['', 'all'], ['warning', 'warnings and errors'], ['error', 'errors']])
    };
    const clear = node('button', 'Clear the filters', {type: 'button'});
    form.append(clear);
    const apply = () => {
      for (const name of Object.keys(controls)) wanted[name] = controls[name].value;
      for (const one of redraws) one.redraw();
      for (const mark of document.querySelectorAll('.timeline .mark'))
        mark.classList.toggle('dimmed', !wants({sources: [mark.dataset.source], migrations: [mark.dataset.migration]}));
      const words = Object.keys(wanted).filter(name => wanted[name]).map(name => `${name} ${wanted[name]}`);
      say(words.length ? 'Shown: ' + visible(words.join(', ')) : 'Everything is shown.');
    };
    for (const control of Object.values(controls)) control.addEventListener('change', apply);
    clear.addEventListener('click', () => { for (const control of Object.values(controls)) control.value = ''; apply(); });
    form.addEventListener('submit', event => event.preventDefault());
  }

  // A link to something that is not drawn yet draws it.
  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id) return;
    let place = document.getElementById(id);
    if (!place) {
      for (const one of redraws) one.open();
      place = document.getElementById(id);
    }
    if (!place) return;
    for (let outer = place; outer; outer = outer.parentElement) if (outer.tagName === 'DETAILS') outer.open = true;
    place.scrollIntoView();
    place.focus({preventScroll: true});
  }

  const footer = document.getElementById('footer');
  if (data.error) {
    document.getElementById('headline').append(node('p.sentence.light-red', data.error.what), node('p', data.error.where), node('p', data.error.hint));
    document.getElementById('filters').hidden = true;
    return;
  }
  headline(document.getElementById('headline'));
  filters();
  section('timeline', 'Timeline');
  section('sequence', 'Merge sequence', steps);
  section('grid', 'Migrations and databases', migrations);
  section('conflicts', 'Conflicts', conflicts);
  section('schema', 'Merged schema', schemas);
  section('drift', 'Known drift', drift);
  if (data.runs) section('rehearsal', 'Rehearsal', rehearsal);
  if (list(data.checklists).length) section('checklist', 'Checklists', checklists);
  section('findings', 'Findings', findings);
  footer.append(`tributary ${data.tributary}. This page holds all of its data and asks nothing of any network.`);
  window.addEventListener('hashchange', follow);
  window.addEventListener('beforeprint', () => { for (const box of document.querySelectorAll('details')) { if (box.fill) box.fill(); box.open = true; } });
  follow();
})();
