import { openDesk } from './routes/deps.ts';
import { visitorAs } from './routes/pages/visitor.ts';
import { serveDesk } from './browser/app.ts';
import { openBrowser } from './browser/browser.ts';
import { axeViolations } from './browser/axe.ts';
import { sidewaysScroll } from './browser/checks.ts';
import { createIntegration, getDraft, saveDraft } from '../src/models/integrations.ts';
import { publishVersion, setVersionAvailable } from '../src/models/versions.ts';
import { sampleDefinition } from '../src/models/sample-definition.ts';
import { deployInstance } from '../src/models/deployments.ts';
import { createCustomer } from '../src/models/customers.ts';
import { countEnd } from '../src/models/run-counts.ts';
import { now, DAY } from '../src/lib/time.ts';
import { newId } from '../src/lib/ids.ts';

const desk = openDesk();
const { store } = desk.deps;
const builder = await visitorAs(desk, 'admin', null, 'Dana');
const support = await visitorAs(desk, 'support', null, 'Robin');
const names = ['Acme order sync','Stockroom levels','Ledgerline invoices','Parcelo labels','Donaudampfschifffahrtsgesellschaftskapitänsmützenbestellung','<script>alert(1)</script> "quoted" & more','Nightly price file'];
const cats=['ERP','Inventory','Accounting','Shipping','Versand und Verpackung','','Inventory'];
const ids: string[] = [];
for (const [i,name] of names.entries()) {
  const d = { ...sampleDefinition(), name, category: cats[i] ?? '', description: 'Paid orders to Acme ERP, shipping numbers back', labels: ['orders','eu'] };
  const it = await store.write(async (tx) => { const made = await createIntegration(tx, d); if (i !== 6) { await publishVersion(tx, made.id, 'First version customers could activate themselves.', 'Robin'); } return made; });
  ids.push(it.id);
}
const main = ids[0]!;
const tools = { store, vault: desk.deps.vault, compiledVersions: desk.deps.compiledVersions };
const custs = ['Bramble & Co','Halden Foods','Merrow Marine','Ostwick Outdoor','Pinecrest Supply','Quarry Lane','Tallow Home','Verkehrsinfrastrukturfinanzierungsgesellschaft mbH'];
for (const [i,c] of custs.entries()) {
  if (i === 5) { await store.write(async (tx) => { const { definition, revision } = await getDraft(tx, main); await saveDraft(tx, main, { ...definition, description: 'Sends paid orders to Acme ERP and brings shipping numbers back.', requiredConfigVars: [...(definition.requiredConfigVars ?? []), { key: 'Note prefix', dataType: 'string', orgOnly: false }] }, revision); await publishVersion(tx, main, 'Retries the order call three times, and asks for a prefix.', 'Dana'); }); }
  const cust = await store.write((tx) => createCustomer(tx, { name: c, externalId: 'x'+i, description: '', labels: [], limits: {} }));
  const { instance } = await deployInstance(tools, { integrationId: main, customerId: cust.id, configVariables: i>=5?{'Note prefix':'x'}:{} , paused: i===3});
  for (let d=0; d<7; d++) for (let n=0; n<(i*3+d)%9; n++) await store.write((tx)=>countEnd(tx,{id:newId('exe'),executionId:newId('exe'),instanceId:instance.id,integrationId:main,kind:'webhook',status:(n+i)%7===3?'failed':'succeeded',endedAt:now()-d*DAY} as any));
}
for (let v=0; v<3; v++) await store.write(async tx => { const { definition, revision } = await getDraft(tx, main); await saveDraft(tx, main, {...definition, documentation: '# How it works\n\nOrders come by **webhook**, see https://example.test.\n\n- one\n- two\n\n| Field | Meaning |\n|--|--:|\n| a | 1 |\n\n```js\nconst a = 1;\n```\n\n> Quote'+v}, revision); await publishVersion(tx, main, 'Adds the customs branch.', 'Sam'); });
await store.write(tx => setVersionAvailable(tx, main, 3, false));
await store.write(async tx => { const { definition, revision } = await getDraft(tx, main);
  const flows = structuredClone(definition.flows); const f = flows[0]!; f.steps[1]!.errorConfig = { errorHandlerType: 'retry', maxAttempts: 3 }; f.steps[1]!.inputs!.code = {type:'value', value: String(f.steps[1]!.inputs!.code?.value).replace('total','sum')};
  f.steps.push({ name: 'Tell the warehouse', action: { key: 'httpPost', component: { key: 'http' } }, inputs: { url: { type: 'reference', value: 'nowhere.results' } } });
  await saveDraft(tx, main, {...definition, flows, name: 'Acme order sync', labels: ['orders','eu','de'], requiredConfigVars: [...definition.requiredConfigVars!, { key: 'Prefix', dataType: 'string', defaultValue: 'Order from shop' }]}, revision); });
const empty = openDesk(); const nobody = await visitorAs(empty, 'builder', null, 'Dana');
const served = serveDesk(desk), served2 = serveDesk(empty);
const at = `/integrations/${main}`;
const pages: [string, string][] = [['list','/integrations'],['list-none','/integrations?q=zzzz'],['new','/integrations/new'],['import','/integrations/import'],['versions',`${at}/versions`],['version',`${at}/versions/5`],['instances',`${at}/instances`],['documentation',`${at}/documentation`],['fork',`${at}/fork`],['deletion',`${at}/deletion`],['reset',`${at}/draft-reset`],['hostile',`/integrations/${ids[5]}/versions`],['long',`/integrations/${ids[4]}/versions`],['none',`/integrations/${ids[6]}/versions`],['noinst',`/integrations/${ids[6]}/instances`]];
const only = process.argv.slice(2);
const browser = await openBrowser();
for (const [theme, width] of [['light',1440],['dark',390],['dark',1440],['light',390],['light',360]] as const) {
  for (const [who, s, v] of [['', served, builder],['support-', served, support],['empty-', served2, nobody]] as const) {
    const list: [string,string][] = who === 'empty-' ? [['list','/integrations']] : who === '' ? pages : pages.filter(([n]) => ['list','versions','instances','documentation'].includes(n));
    for (const [name, path] of list) {
      if (only.length && !only.includes(name)) continue;
      if (who !== '' && width === 360) continue;
      const page = await browser.page({ url: s.url + path, width, theme, cookies: { session: v.token } });
      if (page.status() >= 400) console.log('STATUS', who+name, page.status());
      for (const p of await page.problems()) console.log('PROBLEM', who+name, p);
      const side = await sidewaysScroll(page); if (side.length) console.log('SIDEWAYS', width, who+name, side.join(' | '));
      if (width !== 360) {
        const ax = await axeViolations(page); if (ax.length) console.log('AXE', theme, width, who+name, ax.join('\n   '));
        await page.screenshot({ path: `/tmp/intshots/${who}${name}-${width}-${theme}.png`, fullPage: true });
      }
      await page.close();
    }
  }
}
if (only.includes('x')) {
  const go = async (name: string, path: string, width: number, theme: 'light'|'dark', act: (page: any) => Promise<void>, js = true) => {
    const page = await browser.page({ url: served.url + path, width, theme, javaScript: js, cookies: { session: builder.token } });
    await act(page);
    for (const p of js ? await page.problems() : []) console.log('PROBLEM', name, p);
    if (js) { const ax = await axeViolations(page); if (ax.length) console.log('AXE', theme, width, name, ax.join('\n   '));
    const side = await sidewaysScroll(page); if (side.length) console.log('SIDEWAYS', width, name, side.join(' | ')); }
    await page.screenshot({ path: `/tmp/intshots/x-${name}-${width}-${theme}.png`, fullPage: true });
    await page.close();
  };
  const yaml = require('fs').readFileSync('test/journeys/fixtures/split-payload-example.yml', 'utf8');
  for (const [w, th] of [[1440,'light'],[390,'dark'],[360,'light']] as const) {
    await go('import-checked', '/integrations/import', w, th, async (p) => { await p.fill('textarea', yaml); await p.click('main button.primary'); await p.waitForSelector('#found'); });
    await go('import-bad', '/integrations/import', w, th, async (p) => { await p.fill('textarea', 'name: x\nflows: 5'); await p.click('main button.primary'); await p.waitForSelector('#errors'); });
    await go('select', `${at}/instances`, w, th, async (p) => { await p.check('input[name=instance] >> nth=1'); await p.check('input[name=instance] >> nth=2'); });
    await go('filter', `/integrations?category=ERP`, w, th, async (p) => { await p.click('summary:has-text("Filter")'); });
    await go('details', `${at}/versions`, w, th, async (p) => { await p.click('summary:has-text("Details")'); });
    await go('publish-422', `${at}/versions`, w, th, async (p) => { await p.evaluate("document.querySelector('textarea[name=note]').required=false"); await p.click('main button.primary'); await p.waitForSelector('#errors'); });
    await go('search', `/integrations`, w, th, async (p) => { await p.fill('input[type=search]', 'parc'); await p.waitForTimeout(900); });
  }
  await go('nojs', `${at}/versions`, 1440, 'light', async () => {}, false);
  await go('nojs-instances', `${at}/instances`, 1440, 'light', async () => {}, false);
  await go('switch', `${at}/versions`, 1440, 'light', async (p) => { await p.click('[role=switch] >> nth=0'); await p.waitForTimeout(900); await p.waitForTimeout(500); });
  await go('upgrade', `${at}/instances`, 1440, 'light', async (p) => { await p.check('input[name=instance] >> nth=1'); await p.click('.toast .primary'); await p.waitForSelector('.banner'); await p.waitForTimeout(500); });
}
await browser.close(); await served.stop(); await served2.stop(); await desk.close(); await empty.close();
process.exit(0);
