import {
  flow,
  type Input,
  integration,
  jsonHeader,
  list,
  reference,
  step,
  template,
  trigger,
  value,
  webhook,
} from '../support/definitions.ts';

/** How often a run of the flow that fails is tried again. */
export const RETRIES = 2;

/** Posts who it is: the execution, and the path of the step as the journal has it. */
function report(name: string, url: Input, path = name.toLowerCase()) {
  const data = template(`{"execution":"{{$trigger.results.executionId}}","step":"${path}"}`);
  return step(name, 'http.httpPost', { url, data, headers: jsonHeader });
}

/** What the load calls: two steps, a loop, a flow that calls another one, one in which none overtakes another, one that fails. */
export function chaosIntegration(upstream: string) {
  const url = value(upstream);
  const each = (items: Input) =>
    step(
      'Each',
      'loop.loopOverItems',
      { items },
      { steps: [report('Item', url, 'each[{{$each.index}}].item')] },
    );
  return integration('Chaos', [
    flow('Two', [webhook(), report('One', url), report('Two', url)]),
    flow('Loop', [webhook(), each(value('["a","b"]')), report('After', url)]),
    flow('Calls', [
      webhook(),
      report('Before', url),
      step('Call', 'cross-flow.invokeFlow', {
        flowName: value('Child'),
        data: reference('trigger.results.body.data'),
      }),
    ]),
    flow('InOrder', [webhook(), report('One', url), report('Two', url)], {
      queueConfig: { usesFifoQueue: true },
    }),
    flow(
      'Again',
      [webhook(), report('Before', url), step('Fail', 'http.httpGet', { url: value(`${upstream}fail`) })],
      {
        retryConfig: { maxAttempts: RETRIES, delayMinutes: 0 },
      },
    ),
    flow('Child', [
      trigger('cross-flow.crossFlow'),
      report('Child', url),
      step('Keep', 'collection-tools.create', { items: list(value('a')) }),
    ]),
  ]);
}

export const CALLED = ['Two', 'Loop', 'Calls', 'InOrder', 'Again'] as const;

/** How a run of the flow is to end. */
export function endOf(flow: string): string {
  return flow === 'Again' ? 'failed' : 'succeeded';
}

/** The calls that a run of the flow owes to the upstream, by path. */
export const OWED: Record<string, string[]> = {
  Two: ['one', 'two'],
  Loop: ['each[0].item', 'each[1].item', 'after'],
  Calls: ['before'],
  InOrder: ['one', 'two'],
  Again: ['before'],
  Child: ['child'],
};
