// node look.cjs CHROMIUM PAGES SCREENSHOTS: exits with 1 where a page is not what it should be.
'use strict';
const fs = require('fs');
const path = require('path');
const {chromium} = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [executablePath, pages, screenshots] = process.argv.slice(2);
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
let failed = 0;
function expect(what, holds, saw = '') {
  if (holds) return;
  ++failed;
  console.log(`FAILED ${what}${saw === '' ? '' : ': ' + JSON.stringify(saw).slice(0, 600)}`);
}

async function opened(browser, name, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  page.troubles = [];
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) page.troubles.push(message.text()); });
  page.on('pageerror', error => page.troubles.push(String(error)));
  page.on('request', request => { if (!request.url().startsWith('file:')) page.troubles.push('asked for ' + request.url()); });
  await page.goto('file://' + path.join(pages, name + '.html') + (options.hash || ''));
  return page;
}
async function judged(page, name) {
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => window.axe.run());
  expect(`${name} is accessible`, !violations.length, violations.map(one => [one.id, one.nodes.length, one.nodes[0].html.slice(0, 150), one.nodes[0].failureSummary]));
  expect(`${name} has no trouble in the console`, !page.troubles.length, page.troubles);
}
const count = (page, selector) => page.locator(selector).count();

// Of every page: as it is, dark, on a phone, printed.
async function anywhere(browser, name) {
  const bytes = fs.statSync(path.join(pages, name + '.html')).size;
  expect(`${name} is smaller than 3 MB`, bytes < 3e6, bytes);
  const page = await opened(browser, name);
  await judged(page, name);
  const paint = await page.evaluate(() => performance.getEntriesByType('paint').map(one => Math.round(one.startTime)));
  console.log(`${name}: ${Math.round(bytes / 1000)} kB, first paint after ${paint[0]} ms`);
  expect(`${name} ran nothing foreign`, await page.evaluate(() => window.pwned === undefined && document.scripts.length === 2 && !document.images.length));
  await page.screenshot({path: path.join(screenshots, name + '.png')});
  const pdf = await page.pdf();
  expect(`${name} prints`, pdf.length > 5000);
  const dark = await opened(browser, name, {colorScheme: 'dark'});
  await judged(dark, name + ' in the dark');
  await dark.screenshot({path: path.join(screenshots, name + '-dark.png')});
  const phone = await opened(browser, name, {viewport: {width: 390, height: 800}});
  expect(`${name} fits a phone`, await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), await phone.evaluate(() => document.documentElement.scrollWidth));
  await phone.screenshot({path: path.join(screenshots, name + '-phone.png')});
  return opened(browser, name);
}

async function demo(page, browser) {
  expect('the demo has three steps', await count(page, '#sequence .card') === 3, await count(page, '#sequence .card'));
  expect('the demo has its four lanes', await count(page, '.timeline .lane') === 4, await count(page, '.timeline .lane'));
  expect('the rehearsal is shown', await count(page, '#rehearsal tbody tr') > 3);
  expect('the merged schema is shown', await count(page, '#schema details') >= 9, await count(page, '#schema details'));
  expect('drift has an owner', (await page.locator('#drift').innerText()).includes('Owner: feature/epic-3'));
  await page.locator('#schema details summary').first().click();
  expect('a declaration opens as a diff', await page.locator('#schema details[open] .plus').first().isVisible());
  await page.selectOption('#filter-source', 'feature/epic-5');
  expect('a source filters the sequence', await count(page, '#sequence .card') === 1, await count(page, '#sequence .card'));
  expect('what is filtered is said', (await page.locator('#said').innerText()).includes('feature/epic-5'));
  expect('other lanes are dimmed', await count(page, '.timeline .mark.dimmed') > 5);
  await page.getByRole('button', {name: 'Clear the filters'}).click();
  expect('clearing brings all back', await count(page, '#sequence .card') === 3);
  await page.selectOption('#filter-severity', 'error');
  expect('severity filters findings', await count(page, '#findings .level-info') === 0 && await count(page, '#findings .level-warning') === 0);
  await page.selectOption('#filter-severity', '');
  await page.selectOption('#filter-table', 'search_analytics');
  expect('a table filters migrations', (await page.locator('#grid tbody tr').allInnerTexts()).every(text => text.includes('search')), await page.locator('#grid tbody tr').allInnerTexts());
  expect('the checklists are there', await count(page, '#checklist details') === 2 && await count(page, '#checklist article') > 10, await count(page, '#checklist article'));
  const id = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent).findings[0].fingerprint);
  const linked = await opened(browser, 'demo', {hash: '#finding-' + id});
  expect('a link leads to its finding', await linked.evaluate(() => document.activeElement.id) === 'finding-' + id, await linked.evaluate(() => document.activeElement.id));
  await linked.getByRole('button', {name: /^Copy/}).first().press('Enter');
  expect('the copy button answers the keyboard', /^(Copied|The browser)/.test(await linked.locator('#said').innerText()), await linked.locator('#said').innerText());
}

async function many(page) {
  expect('every source has its lane', await count(page, '.timeline .lane') === 51, await count(page, '.timeline .lane'));
  const cards = await count(page, '#sequence .card');
  expect('every source has its card', cards === 50, cards);
  const rows = await count(page, '#grid tbody tr');
  await page.getByRole('button', {name: /^Show \d+ more/}).first().click();
  expect('more is drawn when asked', await count(page, '#grid tbody tr') > rows, rows);
  expect('conflicts stand side by side', await count(page, '#conflicts .beside pre') > 1);
}

async function hostile(page) {
  const text = await page.locator('main').innerText();
  expect('names are shown as text', text.includes('<img src=x onerror=window.pwned=1>') && text.includes('</script>'));
  expect('no control or direction mark is shown', !/[\u0000-\u0008\u000e-\u001f\u202a-\u202e]/.test(text));
}

// What no sample repository leaves: a step that only the rehearsal blocks, lists that were cut, characters nobody sees.
async function changed(browser) {
  const file = path.join(pages, 'demo.html');
  const [before, data, after] = fs.readFileSync(file, 'utf8').split(/(?<=id="data">)|(?=<\/script>\n<script>)/);
  const json = JSON.parse(data);
  const [first, second] = json.sequence;
  Object.assign(first, {blocked: {because: 'no order works with it', help: null}, command: null});
  delete first.refused;
  Object.assign(second, {source: 'soft\u00adhyphen\u{e0041}tag\u202ethin\u202fspace', blocked: null, command: "tributary merge 'as it is'"});
  json.not_checked_left_out = 7, second.reasons_left_out = 8;
  fs.writeFileSync(path.join(pages, 'changed.html'), before + JSON.stringify(json).replace(/</g, '\\u003c') + after);
  const page = await opened(browser, 'changed');
  const cards = page.locator('#sequence .card');
  const blocked = await cards.nth(0).textContent(), ready = await cards.nth(1).textContent();
  expect('a step that the rehearsal blocks says so', blocked.includes('blocked') && blocked.includes('no order works with it'), blocked);
  expect('it has nothing to type', await cards.nth(0).locator('.command').count() === 0);
  expect('what is typed is what the data says', await cards.nth(1).locator('.command code').textContent() === "tributary merge 'as it is'");
  expect('characters that nobody sees are shown', ready.includes('soft\\u00adhyphen\\ue0041tag\\u202ethin\u202fspace'), ready);
  expect('reasons that were cut are counted', ready.includes('8 more are left out here'), ready);
  const unseen = await page.locator('#not-checked').textContent();
  expect('rules that could not look and were cut are counted', unseen.includes('7 more are left out here'), unseen);
  expect('the changed page has no trouble in the console', !page.troubles.length, page.troubles);
}

(async () => {
  const browser = await chromium.launch({executablePath, args: quiet});
  await demo(await anywhere(browser, 'demo'), browser);
  await many(await anywhere(browser, 'many'));
  const empty = await anywhere(browser, 'empty');
  expect('an empty repository is said to be so', (await empty.locator('#sequence').innerText()).includes('No source has migrations of its own'));
  const nothing = await anywhere(browser, 'nothing');
  expect('a page says why there is none', (await nothing.locator('#headline').innerText()).includes('Prisma'));
  await hostile(await anywhere(browser, 'hostile'));
  await changed(browser);
  await browser.close();
  console.log(failed ? `${failed} failed` : 'every page is as it should be');
  process.exit(failed ? 1 : 0);
})().catch(error => { console.error(error); process.exit(1); });
