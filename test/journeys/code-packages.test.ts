import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, type Server, send, start } from '../support/binary.ts';
import { flow, integration, step, synchronous, value, webhook } from '../support/definitions.ts';
import { type Instance, install, urlOf } from '../support/journey.ts';

setDefaultTimeout(180_000);
let server: Server;
let instance: Instance;
beforeAll(async () => {
  server = await start();
  const code = (text: string) => [step('Code', 'code.runCode', { code: value(text) })];
  const xsd =
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="xs:int"/></xs:schema>';
  const check = (xml: string) => [
    step('Check', 'collection-tools.validateXmlSchema', { xmlInput: value(xml), xmlSchema: value(xsd) }),
  ];
  const trigger = step(
    'Take',
    'code.runCodeTrigger',
    {
      code: value('module.exports = async (context, payload) => ({ payload: { taken: payload.body.data } })'),
    },
    { isTrigger: true },
  );
  const all = `module.exports = async () => ({
    body: [require('lodash').VERSION, require('date-fns@4/cdn.min.js').addDays(0, 1), require('dayjs').unix(0), require('uuid').NIL].length,
  })`;
  instance = await install(
    server,
    integration('Requires', [
      flow('Requires', [webhook(), ...code(all)], synchronous),
      flow(
        'Takes',
        [trigger, ...code('module.exports = async (c, { take }) => ({ data: take.results })')],
        synchronous,
      ),
      flow('Fits', [webhook(), ...check('<a>1</a>')], synchronous),
      flow('Fits not', [webhook(), ...check('<a>b</a>')], synchronous),
    ]),
    {},
  );
});
afterAll(cleanUp);

test.each([
  ['all four packages that ship', 'Requires', '4'],
  ['what a trigger of code has made', 'Takes', '{"taken":{"id":1}}'],
  ['XML that fits its schema', 'Fits', '<a>1</a>'],
  ['that XML does not fit', 'Fits not', 'failed in the step “Check”'],
])('the executable answers %s', async (_what, name, part) => {
  const headers = { 'content-type': 'application/json' };
  expect((await send(urlOf(instance, name), { method: 'POST', body: '{"id":1}', headers })).text).toContain(
    part,
  );
});
