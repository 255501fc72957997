import { pageRoutes } from '../../src/web/staff/pages.ts';
import { Random } from '../chaos/random.ts';
import { openDesk } from '../support/app.ts';
import { processorTime } from '../support/processor-time.ts';
import { visitorAs } from '../support/visitor.ts';
import { addressesOf, makeWorld, PROBE, type World } from '../support/world.ts';

export type PagesSummary = {
  requests: number;
  statuses: Record<string, number>;
  wrong: string[];
  seconds: number;
};

const FIELDS = [
  'name',
  'description',
  'category',
  'labels',
  'documentation',
  'note',
  'return',
  'email',
  'role',
  'accent',
  'logo',
  'icon',
  'q',
  'status',
  'state',
  'integration',
  'customer',
  'instance',
  'flow',
  'from',
  'to',
  'cursor',
  'version',
  'step',
  'loop',
  'iteration',
  'level',
  'tab',
  'part',
  'at',
  'ids',
  'id',
  'active',
  'available',
  'trigger',
  'cron',
  'text',
  'file',
  'externalId',
  'confirm',
  'password',
  'token',
  'period',
  'view',
  'with',
  'next',
  'removed',
  'after',
  'once',
  '__proto__',
  'constructor',
  '_csrf',
];

/**
 * Pages with generated queries, and forms with generated fields, as an owner sends them. Wrong are answers of 5xx,
 * markup that is none of ours, and anything that took more than five seconds of the processor.
 */
export async function fuzzPages(count: number, seed: number): Promise<PagesSummary> {
  const random = new Random(seed);
  const desk = openDesk();
  const statuses: Record<string, number> = {};
  const wrong: string[] = [];
  const begun = performance.now();
  let world = await makeWorld(desk);
  const routes = pageRoutes.filter(({ path }) => !path.endsWith('/stream'));
  for (let number = 0; number < count; number++) {
    // Forms remove what they find: after a while there is nothing left to look at.
    if (number % 200 === 199) world = await makeWorld(desk, `${PROBE} ${number}`).catch(() => world);
    const owner = await visitorAs(desk, 'owner');
    const { method, path } = random.pick(routes);
    const call = describe(random, method, path, world);
    const time = await processorTime(async () => {
      try {
        const answer =
          method === 'GET'
            ? await owner.get(`${call.address}?${call.query}`)
            : await owner.post(call.address, call.form);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        if (answer.status >= 500)
          wrong.push(`${method} ${call.address}?${call.query} answered ${answer.status}`);
      } catch (error) {
        wrong.push(`${method} ${call.address}?${call.query}: ${String(error).slice(0, 300)}`);
      }
    });
    if (time > 5000) wrong.push(`${method} ${call.address} took ${time} ms of the processor`);
  }
  await desk.close();
  return { requests: count, statuses, wrong, seconds: (performance.now() - begun) / 1000 };
}

type Call = { address: string; query: string; form: Record<string, string | string[] | File> };

function describe(random: Random, method: string, path: string, world: World): Call {
  const kind = random.pick(['known', 'known', 'known', 'unknown', 'malformed'] as const);
  const names = Array.from({ length: random.between(0, 6) }, () => random.pick(FIELDS));
  const values = names.map((name) => [name, someValue(random, world)] as const);
  const query = method === 'GET' ? queryOf(values) : '';
  const form = Object.fromEntries(values.filter(([name]) => name !== '_csrf'));
  if (random.chance(0.1)) Object.assign(form, { file: new File([random.text(50)], `${random.text(8)}.yml`) });
  return { address: addressesOf(path, world, kind), query, form };
}

function queryOf(values: (readonly [string, string])[]): string {
  const search = new URLSearchParams();
  for (const [name, value] of values) search.append(name, value);
  return search.toString();
}

function someValue(random: Random, world: World): string {
  return random.pick([
    () => '',
    () => random.text(random.between(1, 60)),
    () => random.text(5_000),
    () => PROBE,
    () => String(random.pick([-1, 0, 1, 1e15, Number.NaN, 2 ** 53])),
    () => random.pick(Object.values(world)),
    () => Buffer.from(random.pick(Object.values(world))).toString('base64url'),
    () =>
      random.pick([
        'on',
        'true',
        'false',
        'failed',
        'active',
        'start',
        'failed-step',
        'webhook',
        '1',
        '2.1',
        'note',
      ]),
    () =>
      random.pick([
        '2026-01-31',
        '2026-02-30T25:61',
        '* * * * *',
        '0 0 30 2 *',
        '/a/b',
        '//evil',
        '[0].x',
        '../..',
      ]),
    () => '{"definitionVersion":7,"name":"X","flows":[]}',
  ])();
}
