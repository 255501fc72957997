import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, type Server, send, start, until } from '../support/binary.ts';
import {
  branchOn,
  code,
  flow,
  integration,
  list,
  pairs,
  post,
  reference,
  step,
  synchronous,
  template,
  trigger,
  value,
  webhook,
} from '../support/definitions.ts';
import { executionEnded, executionsOf, install, startedBy, stepsOf, urlOf } from '../support/journey.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
let server: Server;
let upstream: Upstream;
beforeAll(async () => {
  upstream = startUpstream();
  const limits = { STEPWELL_MAX_CROSS_FLOW_DEPTH: '5', STEPWELL_MAX_LOOP_ITERATIONS: '1000' };
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1', ...limits } });
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const join = (name: string, ...paths: string[]) =>
  step(name, 'text-manipulation.join', { separator: value('.'), strings: list(...paths.map(reference)) });
const each = (name: string, items: string, steps: ReturnType<typeof step>[]) =>
  step(name, 'loop.loopOverItems', { items: reference(items) }, { steps });
const body = (text: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: text,
});

async function answerOf(steps: ReturnType<typeof step>[], data: unknown) {
  const instance = await install(
    server,
    integration('Control', [flow('Main', [webhook(), ...steps], synchronous)]),
  );
  return await send(urlOf(instance), body(JSON.stringify(data)));
}

/** Why the run behind an answer has failed: outsiders are told where, and no more. */
async function reasonOf({ status, headers }: Awaited<ReturnType<typeof answerOf>>): Promise<string> {
  expect(status).toBe(500);
  return JSON.stringify(await executionEnded(server, headers.get('stepwell-executionid') ?? ''));
}

describe('loops', () => {
  test('a loop collects the last result of every round', async () => {
    const answer = await answerOf(
      [each('Each', 'trigger.results.body.data', [join('Line', 'each.index', 'each.currentItem.name')])],
      [{ name: 'a' }, { name: 'b' }],
    );
    expect(answer.json).toEqual(['0.a', '1.b']);
  });

  test('loops in loops see their own item and that of the loop around them', async () => {
    const inner = each('Inner', 'outer.currentItem.of', [
      join('Line', 'outer.currentItem.name', 'outer.index', 'inner.currentItem', 'inner.index'),
    ]);
    const answer = await answerOf(
      [each('Outer', 'trigger.results.body.data', [inner])],
      [
        { name: 'a', of: [1, 2] },
        { name: 'b', of: [] },
        { name: 'c', of: [3] },
      ],
    );
    expect(answer.json).toEqual([['a.0.1.0', 'a.0.2.1'], [], ['c.2.3.0']]);
  });

  test('break leaves the innermost loop only, and the flow goes on behind it', async () => {
    const stopAt = branchOn('Is It', { Last: 'x' }, reference('inner.currentItem'), [
      { name: 'Last', steps: [step('Leave', 'loop.breakLoop')] },
      { name: 'Else', steps: [join('Line', 'outer.index', 'inner.currentItem')] },
    ]);
    const answer = await answerOf(
      [
        each('Outer', 'trigger.results.body.data', [each('Inner', 'outer.currentItem', [stopAt])]),
        step('After', 'collection-tools.createObject', {
          keyValueInput: pairs({ rounds: reference('outer.results') }),
        }),
      ],
      [
        ['a', 'x', 'never'],
        ['b', 'c'],
      ],
    );
    const [first, second] = JSON.parse(answer.text).rounds;
    expect(JSON.stringify(first)).not.toContain('never');
    expect(first[0]).toBe('0.a');
    expect(second).toEqual(['1.b', '1.c']);
  });

  test('a loop of so many rounds runs that often', async () => {
    const loop = step(
      'Times',
      'loop.loopNTimes',
      { iterationCount: value('5') },
      { steps: [join('Line', 'times.index')] },
    );
    expect((await answerOf([loop], null)).json).toEqual(['0', '1', '2', '3', '4']);
  });

  test('a loop over the limit fails and says the limit', async () => {
    const items = Array.from({ length: 1001 }, (_, n) => n);
    const answer = await answerOf(
      [each('Each', 'trigger.results.body.data', [join('L', 'each.index')])],
      items,
    );
    expect(await reasonOf(answer)).toContain('the limit is 1000');
  });

  test('a round does not see what an earlier one has left in a branch', async () => {
    const choose = branchOn('Choose', { Yes: 'y' }, reference('each.currentItem'), [
      { name: 'Yes', steps: [join('Found', 'each.index')] },
      { name: 'Else', steps: [] },
    ]);
    const show = step('Show', 'collection-tools.createObject', {
      keyValueInput: pairs({ found: reference('found.results'), item: reference('each.currentItem') }),
    });
    const answer = await answerOf([each('Each', 'trigger.results.body.data', [choose, show])], ['y', 'n']);
    const [first, second] = JSON.parse(answer.text);
    expect(first).toEqual({ found: '0', item: 'y' });
    expect(second.found ?? null).toBeNull();
  });
});

describe('branches', () => {
  const byExpression = step(
    'Choose',
    'branch.branchOnExpression',
    {
      conditions: {
        type: 'complex',
        value: [
          {
            name: 'Large',
            type: 'complex',
            value: [
              'and',
              [
                'greaterThan',
                { name: '', ...reference('trigger.results.body.data.n') },
                { name: '', ...value('10') },
              ],
              ['isTrue', { name: '', ...reference('trigger.results.body.data.ok') }],
            ],
          },
        ],
      },
    },
    {
      branches: [
        { name: 'Large', steps: [join('Say', 'trigger.results.body.data.n', 'choose.results')] },
        { name: 'Else', steps: [step('Say Else', 'text-manipulation.upperCase', { text: value('small') })] },
      ],
    },
  );

  test.each([
    [{ n: 11, ok: true }, '11.Large'],
    [{ n: 11, ok: 'no' }, 'SMALL'],
    [{ n: 10, ok: true }, 'SMALL'],
    [{}, 'SMALL'],
  ])('%j takes the branch whose conditions hold', async (data, expected) => {
    expect((await answerOf([byExpression], data)).text).toBe(expected);
  });

  test('steps behind a branch run whichever was taken, and see its results', async () => {
    const value1 = branchOn('Choose', { A: 'a' }, reference('trigger.results.body.data'), [
      { name: 'A', steps: [join('In A', 'trigger.results.body.data')] },
      { name: 'Else', steps: [] },
    ]);
    const after = step('After', 'text-manipulation.upperCase', { text: template('<{{$inA.results}}>') });
    expect((await answerOf([value1, after], 'a')).text).toBe('<A>');
    expect((await answerOf([value1, after], 'b')).text).not.toContain('A>');
  });
});

describe('flows that call flows', () => {
  test('a flow starts another one of its instance and goes on at once', async () => {
    const child = [trigger('cross-flow.crossFlow'), post('Child', value(`${upstream.url}/child`))];
    const parent = [
      webhook(),
      step('Call', 'cross-flow.invokeFlow', {
        flowName: value('Child'),
        data: reference('trigger.results.body.data'),
      }),
      post('After', value(`${upstream.url}/after`)),
    ];
    const instance = await install(
      server,
      integration('Two', [flow('Parent', parent), flow('Child', child)]),
    );
    const id = startedBy(await send(urlOf(instance, 'Parent'), body('{"a":1}')));
    expect((await executionEnded(server, id)).status).toBe('succeeded');
    const call = (await stepsOf(server, id)).find((each) => each.name === 'Call');
    const childId = /exe_\w+/.exec(JSON.stringify(call?.output))?.[0] ?? '';
    expect(await executionEnded(server, childId)).toMatchObject({ status: 'succeeded', flow: 'Child' });
    expect(upstream.of(childId, 'Child')).toHaveLength(1);
    expect(await executionsOf(server, instance.id)).toHaveLength(2);
  });

  test('a flow that does not exist cannot be called', async () => {
    const call = step('Call', 'cross-flow.invokeFlow', { flowName: value('Nowhere'), data: value('') });
    const answer = await answerOf([call], {});
    expect(await reasonOf(answer)).toContain('Nowhere');
  });

  test('flows that call each other in a circle end at the limit of the depth', async () => {
    const circle = [
      webhook(),
      step('Again', 'cross-flow.invokeFlow', { flowName: value('Main'), data: value('') }),
    ];
    const instance = await install(server, integration('Circle', [flow('Main', circle)]));
    startedBy(await send(urlOf(instance), { method: 'POST' }));
    const runs = await until('the circle to end', async () => {
      const all = await executionsOf(server, instance.id);
      return all.some((run) => run.status === 'failed') && all;
    });
    expect(runs.map((run) => run.status).toSorted()).toEqual(['failed', ...Array(5).fill('succeeded')]);
  });

  test('a recursive flow hands its cursor on until the work is done', async () => {
    const more = branchOn('More', { Done: '3' }, reference('next.results'), [
      { name: 'Done', steps: [post('Done', value(`${upstream.url}/done`))] },
      {
        name: 'Else',
        steps: [
          step('Set', 'recursive-flow.setCursor', { cursor: reference('next.results') }),
          step('Again', 'recursive-flow.invokeRecursive'),
        ],
      },
    ]);
    const steps = [
      trigger('recursive-flow.recursiveTrigger', { defaultCursor: value('0'), runOnDeploy: value('false') }),
      step('Get', 'recursive-flow.getCursor'),
      code('Next', 'return { data: String(Number(stepResults.get.results) + 1) };'),
      more,
    ];
    const instance = await install(server, integration('Recursive', [flow('Main', steps)]));
    const before = upstream.calls.length;
    startedBy(await send(urlOf(instance), { method: 'POST' }));
    await until('the work to be done', () => upstream.calls.length > before);
    const runs = await until('all runs to end', async () => {
      const all = await executionsOf(server, instance.id);
      return all.every((run) => run.status === 'succeeded') && all;
    });
    expect(runs).toHaveLength(3);
    expect(upstream.calls.slice(before).map((call) => call.path)).toEqual(['/done']);
  });
});

test('values that a flow keeps are there for the next run, and for the other flows where they are shared', async () => {
  const keep = (action: string, key: string) =>
    step(`Keep ${key}`, `persist-data.${action}`, {
      keyInput: value(key),
      valueInput: reference('trigger.results.body.data'),
    });
  const get = (name: string, action: string, key: string) =>
    step(name, `persist-data.${action}`, { keyInput: value(key), defaultValueInput: value('none') });
  const reading = [
    webhook(),
    get('Own', 'getInstanceValue', 'own'),
    get('Shared', 'getCrossFlowValue', 'shared'),
    join('Show', 'own.results', 'shared.results'),
  ];
  const instance = await install(
    server,
    integration('States', [
      flow(
        'Write',
        [
          ...reading.slice(0, 3),
          keep('saveInstanceValue', 'own'),
          keep('saveCrossFlowValue', 'shared'),
          join('Show', 'own.results', 'shared.results'),
        ],
        synchronous,
      ),
      flow('Read', reading, synchronous),
    ]),
  );
  const say = async (name: string, text: string) =>
    (await send(urlOf(instance, name), { method: 'POST', body: text })).text;
  expect(await say('Write', 'a')).toBe('none.none');
  expect(await say('Write', 'b')).toBe('a.a');
  expect(await say('Read', '')).toBe('none.b');
});
